//! What packages install beside the program: completion scripts and manual pages.

use std::process::Command;

fn print(arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_tenantlint")).args(arguments).output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// The commands that `--help` lists.
fn commands() -> Vec<String> {
    let help = print(&["--help"]);
    let (_, listed) = help.split_once("Commands:\n").unwrap();
    let (listed, _) = listed.split_once("\n\n").unwrap();
    let name = |line: &str| Some(line.strip_prefix("  ")?.split(' ').next()?.to_owned()).filter(|name| !name.is_empty());
    listed.lines().filter_map(name).filter(|name| name != "help").collect()
}

#[test]
fn the_completions_of_every_shell_name_every_command_and_option() {
    let commands = commands();
    assert!(commands.len() > 10 && commands.contains(&"check".to_owned()), "{commands:?}");
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let script = print(&["completions", shell]);
        let words: std::collections::HashSet<&str> = script.split(|c: char| !c.is_ascii_alphanumeric() && c != '-' && c != '_').collect();
        for command in &commands {
            assert!(words.contains(command.as_str()), "{shell}: {command}");
        }
        assert!(script.contains("exit-zero") && script.contains("stdin-filename"), "{shell}");
    }
}

#[test]
fn every_command_has_a_manual_page() {
    let page = print(&["man"]);
    assert!(page.contains(".TH tenantlint 1") && page.contains("Exit codes"), "{page}");
    for command in commands() {
        assert!(page.contains(&format!("tenantlint\\-{command}(1)")), "{command}: {page}");
        let own = print(&["man", &command]);
        assert!(own.contains(&format!(".TH tenantlint-{command} 1")), "{own}");
    }
    assert!(print(&["man", "check"]).contains("\\-\\-exit\\-zero"));
    let unknown = Command::new(env!("CARGO_BIN_EXE_tenantlint")).args(["man", "nothing"]).output().unwrap();
    assert_eq!(unknown.status.code(), Some(2));
}

#[cfg(unix)]
#[test]
fn the_completion_script_of_bash_completes() {
    let script = format!(
        "{}\nCOMP_WORDS=(tenantlint comp); COMP_CWORD=1; _tenantlint tenantlint comp tenantlint; echo \"${{COMPREPLY[@]}}\"",
        print(&["completions", "bash"])
    );
    let output = Command::new("bash").arg("-c").arg(script).output().unwrap();
    assert_eq!(String::from_utf8_lossy(&output.stdout).trim(), "completions", "{}", String::from_utf8_lossy(&output.stderr));
}
