use super::super::testing::{cut_everywhere, read};

const APP: &str = "\u{feff}{\n  \"routes\": [{ \"route\": \"/ü\", \"allowedRoles\": [\"authenticated\"] }],\n  \"auth\": {}\n}\n";

#[test]
fn the_configuration_is_the_resource() {
    let read = read("app/staticwebapp.config.json", APP.trim_start_matches('\u{feff}'));
    assert_eq!(read.resources[0].kind.name(), "staticWebAppConfiguration");
    assert_eq!(read.object()["routes"][0]["allowedRoles"][0], "authenticated");
    assert_eq!(read.at(0, "/routes/0/allowedRoles/0"), "\"authenticated\"");
    assert_eq!(read.at(0, "/auth"), "{}");
}

#[test]
fn an_invalid_file_is_reported() {
    assert_eq!(read("staticwebapp.config.json", "{\"routes\": [,]}").problems()[0].0, ",");
    cut_everywhere("staticwebapp.config.json", APP);
}
