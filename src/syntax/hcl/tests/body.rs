use super::super::parse;
use super::show::body;

fn read(text: &str) -> String {
    let parsed = parse(text);
    assert_eq!(parsed.errors, [], "{text}");
    body(&parsed.body)
}

#[test]
fn blocks_and_attributes_are_found_in_every_layout() {
    for (text, expected) in [
        ("", ""),
        ("# only a comment", ""),
        ("a = 1", "a = 1"),
        ("a=1\r\nb = 2\r\n", "a = 1; b = 2"),
        ("\u{feff}a = 1\n", "a = 1"),
        ("a {}\nb{\n}\nc { d = 1 }\n", "a {}; b {}; c {d = 1}"),
        ("a \"x y\" z \"\\u0041\" {\n b {\n c = 1\n }\n}\n", "a \"x y\" \"z\" \"A\" {b {c = 1}}"),
        ("a = 1 # c\n// c\n/* c\n */ b = /* c */ 2 // c\n", "a = 1; b = 2"),
        ("größe-1 = é\n_x = 1\n", "größe-1 = é; _x = 1"),
        ("a { # c\n}\n", "a {}"),
        ("a = 1\na = 2\n", "a = 1; a = 2"),
        ("if = 1\nfor {\n}\n", "if = 1; for {}"),
    ] {
        assert_eq!(read(text), expected, "{text:?}");
    }
}

#[test]
fn names_and_blocks_have_their_bytes() {
    let text = "\u{feff}x = 1\nresource \"a\" b {\n  name = \"é\"\n  web {\n  }\n} # end\n";
    let parsed = parse(text);
    let block = &parsed.body.blocks[0];
    assert_eq!(&text[block.bytes.clone()], "resource \"a\" b {\n  name = \"é\"\n  web {\n  }\n}");
    assert_eq!(&text[block.header()], "resource \"a\" b");
    assert_eq!((&text[block.kind.bytes.clone()], &text[block.labels[0].bytes.clone()]), ("resource", "\"a\""));
    assert_eq!(&text[block.labels[1].bytes.clone()], "b");
    let name = block.body.attribute("name").unwrap();
    assert_eq!((&text[name.name.bytes.clone()], &text[name.value.bytes.clone()]), ("name", "\"é\""));
    let web = block.body.blocks("web").next().unwrap();
    assert_eq!(&text[web.bytes.clone()], "web {\n  }");
}

#[test]
fn equal_names_share_their_text() {
    let parsed = parse("a {\n  name = \"x\"\n}\na {\n  name = \"x\"\n}\n");
    let [first, second] = &parsed.body.blocks[..] else { panic!("two blocks") };
    assert!(std::sync::Arc::ptr_eq(&first.body.attributes[0].name.text, &second.body.attributes[0].name.text));
}
