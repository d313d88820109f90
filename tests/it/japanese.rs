//! Texts in Japanese: the catalogue is complete for the sources that it covers, reports contain no English sentence, and without `--lang`
//! the environment decides.

use clap::ValueEnum;
use polib::po_file;
use proc_macro2::{Delimiter, TokenStream, TokenTree};
use regex::Regex;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::LazyLock;
use tenantlint::language::{Language, blocks};
use tenantlint::rules::RULES;

/// Sources in which every text of two words or more has a translation.
const COVERED: &[&str] = &[
    "src/baseline.rs",
    "src/check.rs",
    "src/cli",
    "src/draft",
    "src/drift",
    "src/eval",
    "src/finding",
    "src/fix.rs",
    "src/fleet",
    "src/judge",
    "src/judge.rs",
    "src/load.rs",
    "src/lsp",
    "src/message.rs",
    "src/model",
    "src/policy",
    "src/reader",
    "src/remediation",
    "src/report/concise.rs",
    "src/report/fleet.rs",
    "src/report/human.rs",
    "src/report/merged.rs",
    "src/report/summary.rs",
    "src/report/tenants.rs",
    "src/revision.rs",
    "src/rules",
    "src/source",
    "src/syntax",
];

/// Sources without texts for people: names in a table of formats, and the schema of the policy file, which is in English.
const WITHOUT_TEXTS: &[&str] = &["src/reader/document/conditions.rs", "src/policy/file.rs", "src/policy/inventory/written.rs"];

/// Texts that stay as they are: names of Microsoft and of standards, code, names that a command creates, and `expect`ed facts.
static UNTRANSLATED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"^(?:az |CIS |\{[\[\]]|<|--| --|tenantlint |repos:|\]\n|\{spinner|\{?quote| at line |Guests: no Azure|Devices: MFA to|[A-Z][^ ]*(?: [A-Z(][^ ]*)+$|conditional access$|hierarchy setting$|the only one$|\(\{rule\}\) -and)",
    )
    .unwrap()
});

/// The translations of the catalogue by their English texts.
fn catalogue() -> BTreeMap<String, String> {
    let mut all = BTreeMap::new();
    for entry in Path::new("locales/ja").read_dir().unwrap() {
        let path = entry.unwrap().path();
        let catalog = po_file::parse(&path).unwrap_or_else(|error| panic!("{}: {error:?}", path.display()));
        let text = std::fs::read_to_string(&path).unwrap();
        let written = text.lines().filter(|line| line.starts_with("msgid ")).count() - 1;
        assert_eq!(catalog.count(), written, "{}: a text is translated twice", path.display());
        for message in catalog.messages() {
            let translation = message.msgstr().unwrap_or_default().to_owned();
            assert!(all.insert(message.msgid().to_owned(), translation).is_none(), "translated twice: {}", message.msgid());
        }
    }
    all
}

/// The blocks of a text in Markdown, which is translated block by block.
fn blocks_of(text: &str) -> Vec<String> {
    blocks(text).into_iter().map(|block| block.text).filter(|text| !text.is_empty()).collect()
}

/// String literals of a source, in the order of the file.
#[derive(Default)]
struct Literals {
    /// Texts, which may be shown as they are.
    texts: Vec<String>,
    /// Literals of formatting and of assertions.
    others: Vec<String>,
}

impl Literals {
    fn of(path: &Path) -> Self {
        let mut literals = Self::default();
        let text = std::fs::read_to_string(path).unwrap();
        literals.read(text.parse().unwrap_or_else(|error| panic!("{}: {error}", path.display())), false);
        literals
    }

    fn read(&mut self, stream: TokenStream, is_other: bool) {
        let mut tokens = stream.into_iter().peekable();
        let mut last = String::new();
        while let Some(token) = tokens.next() {
            match token {
                TokenTree::Punct(punct) if punct.as_char() == '#' => {
                    let is_inner = matches!(tokens.peek(), Some(TokenTree::Punct(punct)) if punct.as_char() == '!');
                    if is_inner {
                        tokens.next();
                    }
                    // Attributes contain no texts, and neither do unit tests.
                    let attribute = tokens.next().map(|token| token.to_string().replace(' ', "")).unwrap_or_default();
                    if attribute == "[cfg(test)]" {
                        for token in tokens.by_ref() {
                            match token {
                                TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => break,
                                TokenTree::Punct(punct) if punct.as_char() == ';' => break,
                                _ => {}
                            }
                        }
                    }
                }
                TokenTree::Group(group) => {
                    let is_formatting =
                        ["format", "write", "writeln", "expect", "panic", "assert", "debug_assert", "matches", "unreachable", "custom"]
                            .iter()
                            .any(|name| last == *name);
                    self.read(group.stream(), is_other || is_formatting);
                    last.clear();
                }
                TokenTree::Ident(ident) => last = ident.to_string(),
                // `format!` is an identifier, this, and a group.
                TokenTree::Punct(punct) if punct.as_char() == '!' => {}
                TokenTree::Punct(_) => last.clear(),
                TokenTree::Literal(literal) => {
                    if let Some(text) = unescaped(&literal.to_string()) {
                        if is_other { self.others.push(text) } else { self.texts.push(text) }
                    }
                }
            }
        }
    }

    fn all(&self) -> impl Iterator<Item = &str> {
        self.texts.iter().chain(&self.others).map(String::as_str)
    }
}

/// The value of a string literal without `r`.
fn unescaped(literal: &str) -> Option<String> {
    static CONTINUED: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"\\\n\s*").unwrap());
    let inner = literal.strip_prefix('"')?.strip_suffix('"')?;
    Some(CONTINUED.replace_all(inner, "").replace("\\\"", "\"").replace("\\n", "\n").replace("\\\\", "\\"))
}

fn files(path: &Path, into: &mut Vec<PathBuf>) {
    if path.is_dir() {
        path.read_dir().unwrap().for_each(|entry| files(&entry.unwrap().path(), into));
    } else if path.extension().is_some_and(|extension| extension == "rs")
        && !path.iter().any(|part| part == "tests" || part == "tests.rs" || part == "testing.rs")
    {
        into.push(path.to_owned());
    }
}

fn sources(folder: &str) -> Vec<(PathBuf, Literals)> {
    let mut paths = Vec::new();
    files(Path::new(folder), &mut paths);
    paths.sort();
    paths.into_iter().map(|path| (path.clone(), Literals::of(&path))).collect()
}

/// Whether a text is one of a person: two words in small letters, and no code.
fn is_prose(text: &str) -> bool {
    static WORDS: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"[A-Za-z`}] [A-Za-z`{(]").unwrap());
    let is_code = text.contains("\":") || text.contains("{}") || text.contains("://") && !text.contains('`');
    WORDS.is_match(text) && text.contains(|character: char| character.is_ascii_lowercase()) && !is_code && !UNTRANSLATED.is_match(text)
}

/// Whether a key is made of literals of one file, as `concat!` and lists make it.
fn is_composed(key: &str, literals: &BTreeSet<&str>) -> bool {
    if key.is_empty() {
        return true;
    }
    let rest = |part: &&&str| !part.is_empty() && key.starts_with(**part);
    literals.iter().filter(rest).any(|part| {
        let rest = &key[part.len()..];
        is_composed(rest, literals) || rest.strip_prefix(", ").is_some_and(|rest| is_composed(rest, literals))
    })
}

/// The texts of the page in HTML: `{{ self.text("…") }}` in the templates.
fn texts_of_templates() -> Vec<String> {
    let shown = Regex::new(r#"self\.(?:text|say)\("([^"]+)""#).unwrap();
    let pages =
        ["across.html", "finding.html", "report.html"].map(|name| std::fs::read_to_string(Path::new("templates").join(name)).unwrap());
    pages.iter().flat_map(|page| shown.captures_iter(page).map(|found| found[1].to_owned())).collect()
}

#[test]
fn every_comment_of_the_policy_file_has_a_translation() {
    let catalogue = catalogue();
    let missing: Vec<String> = tenantlint::policy::init_comments().into_iter().filter(|text| !catalogue.contains_key(text)).collect();
    assert!(missing.is_empty(), "without a translation in locales/ja/reports.po:\n{}", missing.join("\n"));
}

#[test]
fn every_text_of_the_help_has_a_translation() {
    let catalogue = catalogue();
    let is_missing = |text: &String| text.contains(' ') && !catalogue.contains_key(text);
    let missing: Vec<String> = tenantlint::cli::help_texts().into_iter().filter(is_missing).collect();
    assert!(missing.is_empty(), "without a translation in locales/ja/help.po:\n{}", missing.join("\n"));
}

#[test]
fn help_is_in_the_language_of_the_user() {
    let japanese = [("LANG", "ja_JP.UTF-8")];
    let commands = [
        "check",
        "baseline",
        "diff",
        "inputs",
        "inspect",
        "rules",
        "explain",
        "init",
        "collect",
        "lsp",
        "completions",
        "man",
        "test",
        "schema",
    ];
    let names = ["使用法", "Foundations", "Analyzer", "Reviewdog", "SCuBA", "Az.Accounts"];
    for command in commands {
        let help = printed(&[command, "--help"], &japanese);
        assert!(help.contains("使用法: tenantlint") && help.contains("オプション:"), "{help}");
        assert_eq!(help, printed(&[command, "--lang=ja", "--help"], &[]));
        assert_ne!(help, printed(&[command, "--help", "--lang", "en"], &japanese));
        let english = english(&help);
        assert!(english.iter().all(|line| names.iter().any(|name| line.contains(name))), "{english:#?}");
    }
    assert!(printed(&["--help"], &japanese).contains("終了コード"));
    assert!(printed(&["man", "check"], &japanese).contains("ファイルとフォルダー"));
}

/// The blocks of the documentation of rules, and the descriptions of their options.
fn texts_of_documentation() -> BTreeSet<String> {
    let has_words = |text: &String| text.contains(|character: char| character.is_alphabetic());
    let of_rule = |rule: &&'static tenantlint::rules::Rule| {
        let documentation = rule.markdown(Language::English);
        let mut texts: Vec<String> = blocks(&documentation).into_iter().map(|block| block.text).collect();
        if let Some(options) = rule.options {
            let schema = serde_json::to_value((options.schema)(&mut schemars::SchemaGenerator::default())).unwrap();
            let properties = schema["properties"].as_object().unwrap().values();
            texts.extend(properties.map(|property| property["description"].as_str().unwrap().replace('\n', " ")));
        }
        texts
    };
    RULES.iter().flat_map(of_rule).filter(has_words).collect()
}

#[test]
fn every_block_of_the_documentation_of_rules_has_a_translation() {
    let catalogue = catalogue();
    let missing: Vec<String> = texts_of_documentation().into_iter().filter(|text| !catalogue.contains_key(text)).collect();
    assert!(missing.is_empty(), "without a translation in locales/ja/rules.po:\n{}", missing.join("\n"));
}

#[test]
fn a_block_is_replaced_as_a_whole() {
    let page = "# Page\n\nOne\ntwo.\n- What it finds\n  - Bad\n\n```sh\nBad\n```\n| a |\n|---|\n| Bad |\nBad\n";
    let japanese = "# Page\n\nOne\ntwo.\n- 検出する内容\n  - 問題のある例\n\n```sh\nBad\n```\n| a |\n|---|\n| Bad |\n問題のある例\n";
    assert_eq!(Language::Japanese.markdown(page), japanese);
    assert_eq!(Language::English.markdown(page), page);
    let texts: Vec<String> = blocks(page).into_iter().map(|block| block.text).filter(|text| !text.is_empty()).collect();
    assert_eq!(texts, ["Page", "One two.", "What it finds", "Bad", "| a |", "|---|", "| Bad |", "Bad"]);
}

#[test]
fn every_text_of_the_covered_sources_has_a_translation() {
    let catalogue = catalogue();
    let all: BTreeSet<String> = sources("src").iter().flat_map(|(_, literals)| literals.texts.clone()).collect();
    let composed: Vec<&String> = catalogue.keys().filter(|key| !all.contains(*key)).collect();
    let templates = texts_of_templates().into_iter().filter(|text| !catalogue.contains_key(text));
    let mut missing: Vec<String> = templates.map(|text| format!("templates: {text}")).collect();
    let has_texts = |(path, _): &(PathBuf, Literals)| !WITHOUT_TEXTS.iter().any(|name| path.ends_with(name));
    for (path, literals) in COVERED.iter().flat_map(|folder| sources(folder)).filter(has_texts) {
        for text in literals.texts.iter().filter(|text| is_prose(text)) {
            let is_part = || composed.iter().any(|key| key.contains(text.as_str()));
            let is_page = || blocks_of(text).iter().all(|block| catalogue.contains_key(block));
            if !catalogue.contains_key(text) && !is_part() && !is_page() {
                missing.push(format!("{}: {text}", path.display()));
            }
        }
    }
    assert!(missing.is_empty(), "without a translation in locales/ja:\n{}", missing.join("\n"));
}

#[test]
fn every_translation_is_of_a_text() {
    let sources = sources("src");
    let templates = texts_of_templates();
    let texts = sources.iter().flat_map(|(_, literals)| literals.all());
    let all: BTreeSet<&str> = texts.chain(templates.iter().map(String::as_str)).collect();
    let mut folders: BTreeMap<&Path, BTreeSet<&str>> = BTreeMap::new();
    for (path, literals) in &sources {
        folders.entry(path.parent().unwrap()).or_default().extend(literals.all());
    }
    let texts_of_files: Vec<String> = sources.iter().map(|(path, _)| std::fs::read_to_string(path).unwrap()).collect();
    let counted = Regex::new(r"^\{number\} ([a-z ]+)$").unwrap();
    let is_used = |key: &str| {
        let is_counted = || counted.captures(key).is_some_and(|found| all.contains(&found[1]));
        let is_composed = || folders.values().any(|literals| is_composed(key, literals));
        // A raw string or a macro may hide a literal from the scan.
        let is_written = || texts_of_files.iter().any(|text| text.contains(key));
        all.contains(key) || is_counted() || is_composed() || is_written()
    };
    let mut documented = texts_of_documentation();
    documented.extend(all.iter().filter(|text| text.contains('\n')).flat_map(|text| blocks_of(text)));
    documented.extend(tenantlint::cli::help_texts());
    documented.extend(tenantlint::policy::init_comments());
    let is_used = |key: &str| documented.contains(key) || is_used(key);
    let stale: Vec<String> = catalogue().into_keys().filter(|key| !is_used(key)).collect();
    assert!(stale.is_empty(), "no longer a text of the program:\n{}", stale.join("\n"));
}

/// The parts of a text that a translation keeps.
fn kept(text: &str) -> Vec<String> {
    static KEPT: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"`[^`]*`|\{[a-z_]+\}").unwrap());
    let mut parts: Vec<String> = KEPT.find_iter(text).map(|part| part.as_str().to_owned()).collect();
    parts.sort_unstable();
    parts
}

#[test]
fn a_translation_has_the_same_values_and_code_and_is_in_japanese() {
    let japanese = Regex::new(r"[\p{Hiragana}\p{Katakana}\p{Han}]").unwrap();
    // Names of pages and articles stay as they are.
    let sources = RULES.iter().filter_map(|rule| rule.docs.split_once("## Sources"));
    let sources: BTreeSet<String> = sources.flat_map(|(_, sources)| blocks_of(sources)).collect();
    for (key, translation) in catalogue() {
        assert_eq!(kept(&key), kept(&translation), "{key}\n{translation}");
        let is_same = matches!(
            key.as_str(),
            "a GUID" | "`{name}`: {reason}" | "at {places}" | "and {rules}" | "in {place}" | "{title}, at {place}" | "{number} {severity}"
        );
        assert!(is_same || sources.contains(&key) || japanese.is_match(&translation), "not in Japanese: {translation}");
    }
}

#[test]
fn every_language_has_a_folder_and_every_folder_is_a_language() {
    let languages: BTreeSet<&str> =
        Language::value_variants().iter().map(|language| language.name()).filter(|name| *name != "en").collect();
    let folders: Vec<_> = Path::new("locales").read_dir().unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert!(folders.iter().map(|name| name.to_str().unwrap()).collect::<BTreeSet<_>>() == languages, "{folders:?}");
    // Every catalogue is part of the program.
    for (key, translation) in catalogue() {
        assert_eq!(Language::Japanese.translate(&key), Some(translation.as_str()));
    }
}

/// Runs the program without the variables that choose a language, except those given.
fn run(arguments: &[&str], variables: &[(&str, &str)]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tenantlint"));
    for name in ["TENANTLINT_LANG", "CI", "LC_ALL", "LC_MESSAGES", "LANG"] {
        command.env_remove(name);
    }
    command.args(arguments).envs(variables.iter().copied()).output().unwrap()
}

fn printed(arguments: &[&str], variables: &[(&str, &str)]) -> String {
    String::from_utf8(run(arguments, variables).stdout).unwrap()
}

/// Lines with three English words in a row outside of code, names and excerpts.
fn english(report: &str) -> Vec<&str> {
    static CODE: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"`[^`]*`|<code>.*?</code>|[\w.-]*[/\[@#:=_.\]][^ ]*").unwrap());
    static ENGLISH: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"\b[A-Za-z]{2,} [A-Za-z]{1,} [A-Za-z]{2,}\b").unwrap());
    let is_quoted = |line: &str| {
        let start = line.trim_start();
        // An excerpt, or a command or code to copy.
        start.starts_with(|first: char| first.is_ascii_digit()) && line.contains('│') || line.starts_with("        ") && line.is_ascii()
    };
    report.lines().filter(|line| !is_quoted(line) && ENGLISH.is_match(&CODE.replace_all(line, " ` "))).collect()
}

#[test]
fn reports_of_the_examples_contain_no_english_sentence() {
    for example in ["examples/01_contoso_export", "examples/06_app_configuration"] {
        let report = printed(&["check", example, "--lang", "ja", "--max-findings", "0"], &[]);
        assert!(report.contains("対処: "), "{report}");
        let english = english(&report);
        let known = |line: &&&str| NOT_TRANSLATED.iter().any(|text| line.contains(text));
        let english: Vec<_> = english.iter().filter(|line| !known(line)).collect();
        assert!(english.is_empty(), "{example}:\n{english:#?}");
    }
}

/// Texts that parsers make of the input, which have no templates yet, and names.
const NOT_TRANSLATED: &[&str] =
    &["expected an operator such as", "Microsoft Graph beta", "allowListEntry id", "Defender for Cloud", "of the shop`"];

#[test]
fn the_language_is_chosen_by_the_option_or_else_the_environment() {
    let check = ["check", "examples/06_app_configuration"];
    let is_japanese = |arguments: &[&str], variables: &[(&str, &str)]| printed(arguments, variables).contains("検出結果");
    assert!(!is_japanese(&check, &[]));
    assert!(is_japanese(&check, &[("LANG", "ja_JP.UTF-8")]));
    assert!(is_japanese(&check, &[("TENANTLINT_LANG", "ja"), ("CI", "true")]));
    assert!(!is_japanese(&check, &[("LANG", "ja_JP.UTF-8"), ("CI", "true")]));
    assert!(!is_japanese(&[&check[..], &["--lang", "en"]].concat(), &[("LANG", "ja_JP.UTF-8")]));
    assert_eq!(run(&["rules", "--lang", "tlh"], &[]).status.code(), Some(2));
    assert!(printed(&["rules", "--lang", "ja"], &[]).contains("ゲスト ユーザーを含む全員がゲスト ユーザーを招待できる"));
}

#[test]
fn mistakes_on_the_command_line_are_in_the_language_of_the_user() {
    let mistake = |arguments: &[&str]| {
        let output = run(&[arguments, &["--lang", "ja"]].concat(), &[]);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        String::from_utf8(output.stderr).unwrap()
    };
    for (arguments, expected) in [
        (&["chek"][..], "エラー: コマンド `chek` はありません\n\n  ヒント: "),
        (
            &["check", "--formt", "json"],
            "エラー: 引数 `--formt` は使えません\n\n  ヒント: `--format` ではありませんか?\n\n使用法: tenantlint check",
        ),
        (&["baseline", "a", "--other"], "ヒント: `--other` を値として渡すには、`-- --other` と書きます\n"),
        (&["check", "--format", "jso"], "エラー: `--format <FORMAT>` の値 `jso` は無効です\n  [使用できる値: human, "),
        (&["check", "--max-findings", "x"], "エラー: `--max-findings <NUMBER>` の値 `x` は無効です: 整数が必要\n"),
        (&["check", "--var", "x"], "エラー: `--var <NAME=VALUE>` の値 `x` は無効です: `region=westeurope` のような"),
        (&["explain"], "エラー: 必要な引数がありません: `<RULE>`\n\n使用法: tenantlint explain"),
        (&["check", "--fix", "--watch"], "エラー: `--fix` は `--watch` と同時に使えません\n"),
    ] {
        let printed = mistake(arguments);
        assert!(printed.contains(expected) && printed.ends_with("詳しくは `--help` を参照してください\n"), "{printed}");
    }
    assert!(String::from_utf8(run(&["chek"], &[]).stderr).unwrap().starts_with("error: unrecognized subcommand 'chek'\n"));
}

#[test]
fn what_evaluators_and_parsers_report_is_translated_with_its_values() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    write(
        "main.tf",
        "variable \"who\" {}\nmodule \"m\" { source = \"./gone\" }\nresource \"azuread_application\" \"a\" {\n  sign_in_audience = var.who\n  display_name = \"a\n}\n",
    );
    write("main.bicep", "resource a 'Microsoft.Graph/applications@v1.0' = {\n  uniqueName: \"a\"\n}\n");
    let report = printed(&["check", folder.path().to_str().unwrap(), "--lang", "ja", "--show-undecided"], &[]);
    for expected in [
        "`signInAudience` が不明: 変数 `who` に既定値がない\n",
        "モジュール `m` のリソースは確認しない: フォルダー `",
        "文字列の終わりが必要だが、改行がある\n",
        "値が必要だが、`\"` がある: 文字列は `'` で囲む\n",
    ] {
        assert!(report.contains(expected), "{expected}: {report}");
    }
}

#[test]
fn formats_for_programs_are_english_unless_asked_for() {
    let japanese = [("LANG", "ja_JP.UTF-8")];
    for format in ["json", "jsonl", "sarif", "gitlab", "junit", "checkstyle", "rdjson", "csv"] {
        let arguments = ["check", "examples/06_app_configuration", "--format", format];
        assert_eq!(printed(&arguments, &japanese), printed(&arguments, &[]), "{format}");
    }
    let sarif = printed(&["check", "examples/06_app_configuration", "--format", "sarif", "--lang", "ja"], &[]);
    let sarif: serde_json::Value = serde_json::from_str(&sarif).unwrap();
    assert_eq!(sarif["runs"][0]["language"], "ja");
    let page = sarif["runs"][0]["tool"]["driver"]["rules"][0]["helpUri"].as_str().unwrap();
    assert!(page.contains("/docs/ja/rules/"), "{page}");
    for format in ["json", "jsonl", "gitlab", "junit", "checkstyle", "rdjson", "csv"] {
        let report = printed(&["check", "examples/06_app_configuration", "--format", format, "--lang", "ja"], &[]);
        assert!(report.contains("に設定します"), "{format}: {report}");
    }
}

#[test]
fn identifiers_do_not_depend_on_the_language() {
    let fingerprints = |language: &str| {
        let report = printed(&["check", "examples/01_contoso_export", "--format", "gitlab", "--lang", language], &[]);
        let report: Vec<serde_json::Value> = serde_json::from_str(&report).unwrap();
        report.iter().map(|issue| issue["fingerprint"].to_string()).collect::<Vec<_>>()
    };
    assert_eq!(fingerprints("en"), fingerprints("ja"));
}
