//! ARM templates, from text to findings: expressions, evaluator and rules. A text that is not a template is parsed as an expression.
#![no_main]

use libfuzzer_sys::fuzz_target;

#[path = "../run.rs"]
mod run;

const SCHEMA: &str = "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#";

fuzz_target!(|text: &str| {
    if text.contains("$schema") {
        return run::judge(&["main.json"], text);
    }
    let value = serde_json::to_string(&format!("[{text}]")).expect("text is JSON");
    let resource = r#"{"type":"Microsoft.Web/sites","apiVersion":"2024-04-01","name":"n","properties":{"v":"#;
    let template = format!(r#"{{"$schema":"{SCHEMA}","contentVersion":"1.0.0.0","variables":{{"v":{value}}},"resources":[{resource}{value}}}}}]}}"#);
    run::judge(&["main.json"], &template);
});
