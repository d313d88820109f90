//! The examples of the documentation, and of the tests that Bicep runs with Resource Manager's own evaluator.

use super::agree;

const OBJECT: &str = "{'one':'a','two':'b','three':'c'}";

/// Microsoft Learn, "String functions for Bicep".
#[test]
fn strings_are_as_documented() {
    agree(&[
        ("base64('one, two, three')", "'b25lLCB0d28sIHRocmVl'"),
        ("base64ToString(base64('one, two, three'))", "'one, two, three'"),
        ("base64ToJson(base64('{''one'': ''a'', ''two'': ''b''}'))", "{one:'a',two:'b'}"),
        ("concat('prefix', '-', 1, null(), true())", "'prefix-1True'"),
        ("dataUri('Hello')", "'data:text/plain;charset=utf8;base64,SGVsbG8='"),
        ("dataUri(createArray(1))", "'data:application/json;charset=utf8;base64,WzFd'"),
        ("dataUriToString('data:;base64,SGVsbG8sIFdvcmxkIQ==')", "'Hello, World!'"),
        ("dataUriToString('data:text/plain;charset=UTF-8,a%20b')", "'a b'"),
        ("dataUriToString('data:text/plain')", "! the string is not a data URI"),
        ("endsWith('abcdef', 'ef')", "true"),
        ("endsWith('abcdef', 'F')", "true"),
        ("endsWith('abcdef', 'e')", "false"),
        ("startsWith('abcdef', 'ab')", "true"),
        ("startsWith('abcdef', 'A')", "true"),
        ("startsWith('abcdef', 'e')", "false"),
        ("startsWith('é', 'É')", "true"),
        ("first('One Two Three')", "'O'"),
        ("last('One Two Three')", "'e'"),
        ("first('')", "''"),
        ("format('{0}, {1}. Formatted number: {2:N0}', 'Hello', 'User', 8175133)", "'Hello, User. Formatted number: 8,175,133'"),
        ("indexOf('test', 't')", "0"),
        ("lastIndexOf('test', 't')", "3"),
        ("indexOf('abcdef', 'CD')", "2"),
        ("lastIndexOf('abcdef', 'AB')", "0"),
        ("indexOf('abcdef', 'z')", "-1"),
        ("join(createArray('one', 'two', 'three'), ',')", "'one,two,three'"),
        ("join(createArray('one', 'two', 'three'), ';')", "'one;two;three'"),
        ("join(createArray(), ';')", "''"),
        ("length('One Two Three')", "13"),
        ("padLeft('123', 10, '0')", "'0000000123'"),
        ("padLeft(123, 5)", "'  123'"),
        ("padLeft('123', 2, '0')", "'123'"),
        ("padLeft('123', 5, 'ab')", "! the padding must be a single character"),
        ("replace('123-123-1234', '-', '')", "'1231231234'"),
        ("replace('123-123-1234', '1234', 'xxxx')", "'123-123-xxxx'"),
        ("replace('aXbxc', 'x', '-')", "‹…›"),
        ("skip('one two three', 4)", "'two three'"),
        ("skip('one', -1)", "'one'"),
        ("skip('one', 9)", "''"),
        ("split('one,two,three', ',')", "['one','two','three']"),
        ("split('one;two,three', createArray(',', ';'))", "['one','two','three']"),
        ("split('a,,b', ',')", "['a','','b']"),
        ("split('ab', '')", "['ab']"),
        ("split('', ',')", "['']"),
        ("string(5)", "'5'"),
        ("string(true())", "'True'"),
        ("string(null())", "''"),
        ("string('foo \" '' \\')", "'foo \" ' \\'"),
        ("string(createArray('''a''', '\"b\"', '\\c\\'))", r#"'["'a'","\"b\"","\\c\\"]'"#),
        ("substring(string(createArray('foo \" '' \\')), 1, sub(length(string(createArray('foo \" '' \\'))), 2))", r#"'"foo \" ' \\"'"#),
        ("substring('one two three', 4, 3)", "'two'"),
        ("substring('one two three', 4)", "'two three'"),
        ("substring('1234567890', 0, 11)", "! the range is outside of the string"),
        ("substring('1234567890', 10, 0)", "''"),
        ("take('one two three', 2)", "'on'"),
        ("take('one', 9)", "'one'"),
        ("take('one', -1)", "''"),
        ("toLower('One Two Three')", "'one two three'"),
        ("toUpper('One Two Three')", "'ONE TWO THREE'"),
        ("trim('    one two three   ')", "'one two three'"),
        ("uri('http://contoso.org/firstpath', 'myscript.sh')", "'http://contoso.org/myscript.sh'"),
        ("uri('http://contoso.org/firstpath/', 'myscript.sh')", "'http://contoso.org/firstpath/myscript.sh'"),
        ("uri('http://contoso.org/firstpath/azuredeploy.json', 'myscript.sh')", "'http://contoso.org/firstpath/myscript.sh'"),
        (
            "uri('http://contoso.org/firstpath/azuredeploy.json/', 'myscript.sh')",
            "'http://contoso.org/firstpath/azuredeploy.json/myscript.sh'",
        ),
        ("uri('http://contoso.com/resources/', 'nested/azuredeploy.json')", "'http://contoso.com/resources/nested/azuredeploy.json'"),
        (
            "uriComponent('http://contoso.com/resources/nested/azuredeploy.json')",
            "'http%3A%2F%2Fcontoso.com%2Fresources%2Fnested%2Fazuredeploy.json'",
        ),
        (
            "uriComponentToString('http%3A%2F%2Fcontoso.com%2Fresources%2Fnested%2Fazuredeploy.json')",
            "'http://contoso.com/resources/nested/azuredeploy.json'",
        ),
        (
            "buildUri(json('{scheme:''https'',host:''mystorage.blob.core.windows.net'',port:8080,path:''/templates/a.json'',query:''?st=1''}'))",
            "'https://mystorage.blob.core.windows.net:8080/templates/a.json?st=1'",
        ),
    ]);
}

/// Behavior of .NET that the documentation leaves open.
#[test]
fn strings_at_the_edge_are_as_dotnet_has_them() {
    agree(&[
        ("length('a😀')", "3"),
        ("indexOf('😀b', 'B')", "2"),
        ("first('😀')", "‹…›"),
        ("substring('a😀b', 3)", "'b'"),
        ("substring('a😀b', 2)", "‹…›"),
        ("lastIndexOf('abc', '')", "‹…›"),
        ("indexOf('abc', '')", "0"),
        ("contains('abc', '')", "true"),
        ("toUpper('straße')", "'STRAßE'"),
        ("uriComponent('a b+é~')", "'a%20b%2B%C3%A9~'"),
        ("uriComponentToString('a+b%20c%u00e9%zz%')", "'a b cé%zz%'"),
        ("base64ToString('YW I=')", "'ab'"),
        ("base64ToString('/w==')", "'\u{fffd}'"),
        ("base64ToString('a')", "! the string is not base64"),
        ("uri('https://HOST:443/a/b', '../c/./d/..')", "'https://host/c/'"),
        ("uri('https://host', 'a?b=c')", "'https://host/a?b=c'"),
        ("uri('https://host/a', 'http://other')", "'http://other/'"),
        ("uri('https://host/a?sig=%2F', 'b')", "‹…›"),
        ("uri('host', 'b')", "! the first string is not an absolute URI"),
        ("parseUri('https://Host:8443/a/b?c=d').port", "8443"),
        ("parseUri('https://Host/a').host", "'host'"),
        ("parseUri('https://Host/a').port", "‹…›"),
    ]);
}

/// .NET, "Composite formatting"; `EvaluationTests.cs`, which shows `false` as `False` and JSON with single quotes.
#[test]
fn format_is_as_dotnet_has_it() {
    agree(&[
        (
            "format('>{0}<>{1}<>{2}<>{3}<>{4}<', false(), 12948, 'hello!', json('{a:''b''}'), createArray(true(), 2893, 'abc'))",
            "'>False<>12948<>hello!<>{'a':'b'}<>[true,2893,'abc']<'",
        ),
        ("format('{{{0}}}', 1)", "'{1}'"),
        ("format('{0}{0}', 'a')", "'aa'"),
        ("format('{0,5}|{0,-5}|', 'ab')", "'   ab|ab   |'"),
        ("format('{0:D3} {0:000} {0:X} {0:x4} {0:F2} {0:N1}', 42)", "'042 042 2A 002a 42.00 42.0'"),
        ("format('{0:D3} {0:N0} {0:00}', -4200)", "'-4200 -4,200 -4200'"),
        ("format('{0:X4}', 'text')", "'text'"),
        ("format('{0}', null())", "''"),
        ("format('[{0:C}]', 1)", "‹[…]›"),
        ("format('{0:N}', 1)", "‹…›"),
        ("format('{1}', 1)", "! the format string refers to a missing argument"),
        ("format('{0', 1)", "! the format string is malformed"),
        ("format('}', 1)", "! the format string is malformed"),
        ("format('{}', 1)", "! the format string is malformed"),
        ("format('{0:{{}', 1)", "‹…›"),
        ("format('no holes')", "'no holes'"),
        // `Functions_LF` of Bicep's decompiler: a URL of parts.
        ("format('{0}://{1}{2}', if(true(), 'https', 'http'), 'host', if(empty('p'), '', format('/{0}', 'p')))", "'https://host/p'"),
    ]);
}

/// Compares the results of expressions, in which `OBJECT` is a placeholder for an object.
fn agree_on_object(cases: &[(&str, &str)]) {
    let object = format!("json('{}')", OBJECT.replace('\'', "''"));
    let cases: Vec<_> = cases.iter().map(|(expression, expected)| (expression.replace("OBJECT", &object), *expected)).collect();
    agree(&cases.iter().map(|(expression, expected)| (expression.as_str(), *expected)).collect::<Vec<_>>());
}

/// Microsoft Learn, "Array functions for Bicep".
#[test]
fn arrays_are_as_documented() {
    agree_on_object(&[
        ("array(1)", "[1]"),
        ("array('efgh')", "['efgh']"),
        ("array(json('{a:''b'',c:''d''}'))", "[{a:'b',c:'d'}]"),
        ("array(createArray(1))", "[1]"),
        ("concat(createArray('1-1', '1-2'), createArray('2-1'))", "['1-1','1-2','2-1']"),
        ("concat(createArray('a'), 'b')", "! an array is required, not a string"),
        ("contains('OneTwoThree', 'e')", "true"),
        ("contains('OneTwoThree', 'z')", "false"),
        ("contains(OBJECT, 'one')", "true"),
        ("contains(OBJECT, 'ONE')", "true"),
        ("contains(OBJECT, 'a')", "false"),
        ("contains(createArray('one', 'two', 'three'), 'three')", "true"),
        ("contains(createArray('one', 'two', 'three'), 'four')", "false"),
        // `EvaluationTests.cs`, `indexof_contains_function_evaluation_works`.
        ("indexOf('FOOBAR', 'bar')", "3"),
        ("contains('FOOBAR', 'foo')", "false"),
        ("contains('FOOBAR', 'FOO')", "true"),
        ("indexOf(createArray('FOO', 'BAR'), 'bar')", "-1"),
        ("indexOf(createArray('FOO', 'BAR'), 'BAR')", "1"),
        ("indexOf(createArray('FOO', 'BAR'), false())", "-1"),
        ("contains(createArray('FOO', 'BAR'), 'foo')", "false"),
        ("contains(createArray('FOO', 'BAR'), 123)", "false"),
        ("empty(createArray())", "true"),
        ("empty(createObject())", "true"),
        ("empty('')", "true"),
        ("empty(null())", "true"),
        ("empty(1)", "! a string, an array or an object is required, not a number"),
        ("first(createArray('one', 'two', 'three'))", "'one'"),
        ("last(createArray('one', 'two', 'three'))", "'three'"),
        ("first(createArray())", "null"),
        (
            "flatten(createArray(createArray('one', 'two'), createArray('three'), createArray('four', 'five')))",
            "['one','two','three','four','five']",
        ),
        ("flatten(createArray())", "[]"),
        ("flatten(createArray(1))", "! an array is required, not a number"),
        ("lastIndexOf(createArray('one', 'two', 'three'), 'two')", "1"),
        ("lastIndexOf(createArray('one', 'two', 'three'), 'Three')", "-1"),
        ("lastIndexOf(createArray(4, 5, 6), '5')", "-1"),
        ("indexOf(createArray(createArray('one'), createArray(4, 5, 6)), createArray(4, 5, 6))", "1"),
        ("indexOf(createArray(1, 2, 3, 1), 1)", "0"),
        ("lastIndexOf(createArray(1, 2, 3, 1), 1)", "3"),
        ("intersection(OBJECT, json('{one:''a'',two:''z'',three:''c''}'))", "{one:'a',three:'c'}"),
        ("intersection(createArray('one', 'two', 'three'), createArray('two', 'three'))", "['two','three']"),
        ("intersection(createArray(1, 2, 3, 4), createArray(3, 2, 1), createArray(4, 1, 3, 2))", "[1,2,3]"),
        ("intersection(createArray(3, 2, 1), createArray(4, 1, 3, 2), createArray(1, 2, 3, 4))", "[3,2,1]"),
        ("length(createArray('one', 'two', 'three'))", "3"),
        ("length(json('{propA:''one'',propB:''two'',propC:''three'',propD:{a:1,b:2}}'))", "4"),
        ("max(createArray(0, 3, 2, 5, 4))", "5"),
        ("max(0, 3, 2, 5, 4)", "5"),
        ("min(createArray(0, 3, 2, 5, 4))", "0"),
        ("min(0, 3, 2, 5, 4)", "0"),
        ("min(createArray())", "! at least one number is required"),
        ("range(5, 3)", "[5,6,7]"),
        ("range(5, 0)", "[]"),
        ("range(0, 10001)", "! a range has between 0 and 10,000 elements"),
        ("range(2147483647, 1)", "[2147483647]"),
        ("range(2147483647, 2)", "! a range must stay within the numbers of 32 bits"),
        ("skip(createArray('one', 'two', 'three'), 2)", "['three']"),
        ("take(createArray('one', 'two', 'three'), 2)", "['one','two']"),
        ("union(json('{one:''a'',two:''b'',three:''c1''}'), json('{three:''c2'',four:''d''}'))", "{four:'d',one:'a',three:'c2',two:'b'}"),
        ("union(createArray('one', 'two', 'three'), createArray('three', 'four', 'two'))", "['one','two','three','four']"),
        // Azure/PSRule.Rules.Azure, issue 2885.
        (
            "union(json('{property:{one:''a'',three:''c1''},nested:[1,2]}'), json('{property:{three:''c2'',four:''d''},nested:[3,4]}'))",
            "{nested:[3,4],property:{four:'d',one:'a',three:'c2'}}",
        ),
        ("union(json('{Tier:1}'), json('{tier:2}'))", "{Tier:2}"),
        ("union(json('{a:1}'), json('{a:null}'))", "{a:‹…›}"),
        ("union(json('{a:null}'), json('{a:{b:1}}'))", "{a:{b:1}}"),
        ("union(createArray(1), json('{}'))", "! an array is required, not an object"),
        // Azure/bicep, issue 5623: objects in arrays are not merged.
        ("union(json('[{name:''one'',test:1}]'), json('[{name:''one''}]'))", "[{name:'one',test:1},{name:'one'}]"),
    ]);
}

/// Microsoft Learn, "Object functions for Bicep".
#[test]
fn objects_are_as_documented() {
    agree(&[
        (
            "items(json('{item002:{enabled:false},item001:{enabled:true}}'))",
            "[{key:'item001',value:{enabled:true}},{key:'item002',value:{enabled:false}}]",
        ),
        ("objectKeys(json('{b:1,A:2,_:3,1:4}'))", "['1','A','b','_']"),
        // `Lambdas_LF` of Bicep's baselines.
        ("objectKeys(createObject('a', 123, 'b', 456))", "['a','b']"),
        ("shallowMerge(createArray(createObject('a', 123), createObject('b', 456)))", "{a:123,b:456}"),
        ("shallowMerge(createArray(json('{a:{x:1}}'), json('{a:{y:1}}')))", "{a:{y:1}}"),
        ("createObject('a')", "! an object requires a value for each key"),
        ("createObject('a', 1, 'a', 2)", "! the object has a duplicate key"),
        ("json('null')", "null"),
        ("empty(json('null'))", "true"),
        ("json('{''a'': ''b''}')", "{a:'b'}"),
        ("json('''test''')", "'test'"),
        ("json('true')", "true"),
        ("json('3')", "3"),
        ("json('[1,2,3]')", "[1,2,3]"),
        ("json(concat('{\"a\": \"', 'demo value', '\"}'))", "{a:'demo value'}"),
        ("json('{a: 1, /* x */ ''b'': \"\\u00e9\\ud83d\\ude00\", } // end')", "{a:1,b:'é😀'}"),
        ("json('[1 2]')", "! the string is not JSON"),
        ("json('\"\\ud83d\"')", "! the string is not JSON"),
        ("json('')", "! the string is not JSON"),
        // `ExpressionBuiltInFunctions.cs` of Azure/azure-policy, remarks on `tryGet`.
        ("tryGet(createObject('key', 'value'), 'key')", "'value'"),
        ("tryGet(createObject('key', 'value'), 'KEY')", "'value'"),
        ("tryGet(createArray('element'), 0)", "'element'"),
        ("tryGet(createObject(), 'property')", "null"),
        ("tryGet(createObject(), 0)", "null"),
        ("tryGet(null(), 'property')", "null"),
        ("tryGet('string', 'property')", "null"),
        ("tryGet(10, 'property')", "null"),
        ("tryGet(createArray(), 0)", "null"),
        ("tryGet(createObject('key', createObject('nestedKey', 'value')), 'key', 'nestedKey')", "'value'"),
        ("tryGet(createObject('key', createObject('nestedKey', 'value')), 'unknownKey', 'nestedKey')", "null"),
        ("tryGet(createObject('key', createObject('a', 1)), 'key', 'b')", "! the value has no such member or element"),
        ("tryGet(createObject('a', createArray(1, 2)), 'a', createObject('value', 1, 'fromEnd', true()))", "2"),
        ("indexFromEnd(createArray(1, 2, 3), 1)", "3"),
        ("indexFromEnd(createArray(1, 2, 3), 4)", "! the value has no such member or element"),
        ("indexFromEnd(createArray(1, 2, 3), 0)", "! the value has no such member or element"),
        ("tryIndexFromEnd(createArray(1, 2, 3), 3)", "1"),
        ("tryIndexFromEnd(createArray(1, 2, 3), 4)", "null"),
    ]);
}

/// `Functions_LF` of Bicep's baselines.
#[test]
fn functions_match_bicep_s_baselines() {
    agree(&[
        ("like('abc', 'abc')", "true"),
        ("like('abcdef', 'a*c*')", "true"),
        ("like('abcabc', '*abc')", "true"),
        ("like('aXaYa', 'a*a')", "true"),
        ("like('', '***')", "true"),
        ("like('a', 'b')", "false"),
        ("like('abc**def', '*def')", "true"),
        ("like('aXbYa', 'a*b*a')", "true"),
        ("like('ABC', 'a*')", "‹…›"),
        ("like('abc', 'a?c')", "‹…›"),
        ("distinct(createArray('a', 'b', 'a', 'c', 'b'))", "['a','b','c']"),
        ("distinct(createArray(1, 2, 3, 1, 2, 4))", "[1,2,3,4]"),
        ("distinct(createArray(createObject('a', 1), createObject('a', 1), createObject('b', 2)))", "[{a:1},{b:2}]"),
    ]);
}

/// Microsoft Learn, "Numeric", "Comparison" and "Logical functions for ARM templates".
#[test]
fn numbers_and_comparisons_are_as_documented() {
    agree(&[
        ("add(5, 3)", "8"),
        ("sub(7, 3)", "4"),
        ("mul(5, 3)", "15"),
        ("div(8, 3)", "2"),
        ("div(-8, 3)", "-2"),
        ("mod(7, 3)", "1"),
        ("mod(-7, 3)", "-1"),
        ("div(1, 0)", "! the result is not a 64-bit number"),
        ("mod(1, 0)", "! the result is not a 64-bit number"),
        ("add(9223372036854775807, 1)", "! the result is not a 64-bit number"),
        ("div(-9223372036854775808, -1)", "! the result is not a 64-bit number"),
        ("add(1, '2')", "! a 64-bit integer is required, not a string"),
        ("int('4')", "4"),
        ("int(' -4 ')", "-4"),
        ("int('4.5')", "! the string is not a 64-bit integer"),
        ("float('3.5')", "3.5"),
        ("float(3)", "3"),
        ("float('x')", "! the string is not a number"),
        ("bool('true')", "true"),
        ("bool('False')", "false"),
        ("bool(1)", "true"),
        ("bool(0)", "false"),
        ("bool('1')", "! the string is neither `true` nor `false`"),
        ("coalesce(null(), null(), 'default')", "'default'"),
        ("coalesce(null(), '', 'x')", "''"),
        ("empty(coalesce(null(), null()))", "true"),
        ("equals(1, 1)", "true"),
        ("equals('a', 'a')", "true"),
        ("equals('a', 'A')", "false"),
        ("equals(1, '1')", "false"),
        ("equals(createArray('a', 'b'), createArray('a', 'b'))", "true"),
        ("equals(json('{a:''b'',c:1}'), json('{c:1,a:''b''}'))", "true"),
        ("equals(json('{a:''b''}'), json('{A:''b''}'))", "false"),
        ("equals(null(), null())", "true"),
        ("not(equals(1, 2))", "true"),
        ("greater(1, 2)", "false"),
        ("greater('A', 'a')", "true"),
        ("greaterOrEquals(1, 2)", "false"),
        ("greaterOrEquals('A', 'a')", "true"),
        ("less(1, 2)", "true"),
        ("less('A', 'a')", "false"),
        ("lessOrEquals(1, 2)", "true"),
        ("lessOrEquals('A', 'a')", "false"),
        ("less('a-b', 'ab')", "‹…›"),
        ("less(1, 'a')", "! a number is required, not a string"),
        ("and(true(), false())", "false"),
        ("or(true(), false())", "true"),
        ("and(true(), 'x')", "! true or false is required, not a string"),
        ("xor(true(), false())", "true"),
        ("if(true(), 'yes', 'no')", "'yes'"),
        ("if(false(), 'yes', 'no')", "'no'"),
        ("if(1, 'yes', 'no')", "! true or false is required, not a number"),
        ("any(createArray(1))", "[1]"),
        ("fail('no such tier')", "! the configuration fails: no such tier"),
    ]);
}

/// Microsoft Learn, "CIDR functions for Bicep" and "Date functions for Bicep".
#[test]
fn networks_and_dates_are_as_documented() {
    agree(&[
        (
            "parseCidr('10.144.0.0/20')",
            "{broadcast:'10.144.15.255',cidr:20,firstUsable:'10.144.0.1',lastUsable:'10.144.15.254',netmask:'255.255.240.0',network:'10.144.0.0'}",
        ),
        (
            "parseCidr('fdad:3236:5555::/48')",
            "{cidr:48,firstUsable:'fdad:3236:5555::',lastUsable:'fdad:3236:5555:ffff:ffff:ffff:ffff:ffff',netmask:'ffff:ffff:ffff::',network:'fdad:3236:5555::'}",
        ),
        ("cidrSubnet('10.144.0.0/20', 24, 0)", "'10.144.0.0/24'"),
        ("cidrSubnet('10.144.0.0/20', 24, 4)", "'10.144.4.0/24'"),
        ("cidrSubnet('fdad:3236:5555::/48', 52, 4)", "'fdad:3236:5555:4000::/52'"),
        ("cidrSubnet('10.144.0.0/20', 24, 16)", "! the network has no such subnet"),
        ("cidrSubnet('10.144.0.0/20', 19, 0)", "! the network has no such subnet"),
        ("cidrHost('10.144.3.0/24', 0)", "'10.144.3.1'"),
        ("cidrHost('10.144.3.0/24', 4)", "'10.144.3.5'"),
        ("cidrHost('10.144.3.0/24', 253)", "'10.144.3.254'"),
        ("cidrHost('10.144.3.0/24', 254)", "! the network has no host with this number"),
        ("cidrHost('fdad:3236:5555:3000::/52', 4)", "'fdad:3236:5555:3000::5'"),
        ("cidrHost('10.0.0.0/31', 0)", "‹…›"),
        ("cidrHost('10.0.0.0', 0)", "! the string is not a network such as `10.0.0.0/8`"),
        ("dateTimeAdd('2023-01-01 00:00:00Z', 'P1Y')", "'2024-01-01T00:00:00Z'"),
        ("dateTimeAdd('2024-01-01 00:00:00Z', 'P1Y')", "'2024-12-31T00:00:00Z'"),
        ("dateTimeAdd('2023-02-01 00:00:00Z', 'P1M')", "'2023-03-03T00:00:00Z'"),
        ("dateTimeAdd('2024-02-01 00:00:00Z', 'P1M')", "'2024-03-02T00:00:00Z'"),
        ("dateTimeAdd('2023-01-31 00:00:00Z', 'P1M')", "'2023-03-02T00:00:00Z'"),
        ("dateTimeAdd('2020-04-07 14:53:14Z', 'P3Y', 'u')", "'2023-04-07 14:53:14Z'"),
        ("dateTimeAdd('2020-04-07 14:53:14Z', '-P9D', 'd')", "'03/29/2020'"),
        ("dateTimeAdd('2020-04-07 14:53:14Z', 'PT1H', 'yyyyMMdd_hhmmss tt')", "'20200407_035314 PM'"),
        ("dateTimeAdd('2020-04-07 14:53:14Z', 'PT1H', 'M d')", "'4 7'"),
        ("dateTimeAdd('2020-04-07 14:53:14Z', 'P1D', 'yyyy-MM-ddTHH:mm:ss')", "‹…›"),
        ("dateTimeAdd('2020-04-07 14:53:14Z', 'P1D', 'dddd')", "‹…›"),
        ("dateTimeAdd('2020-04-07 14:53:14+02:00', 'P1D')", "‹…›"),
        ("dateTimeAdd('9999-12-31T00:00:00Z', 'P1Y')", "! the date lies outside of the years 1 to 9999"),
        ("dateTimeAdd('yesterday', 'P1Y')", "! the string is not an ISO 8601 date and time"),
        ("dateTimeFromEpoch(1683040573)", "'2023-05-02T15:16:13Z'"),
        ("dateTimeToEpoch('2023-05-02T15:16:13Z')", "1683040573"),
        ("dateTimeFromEpoch(9223372036854775807)", "! the date lies outside of the years 1 to 9999"),
    ]);
}

/// Microsoft Learn, "File functions for Bicep".
#[test]
fn files_are_read_as_documented() {
    agree(&[
        ("loadTextContent('script.ps1')", "'Write-Host 'hi'\r\n'"),
        ("loadTextContent('wide.txt', 'utf-16')", "'hi'"),
        ("loadTextContent('wide.txt', 'ebcdic')", "! Bicep has no such encoding"),
        ("loadTextContent('../secret')", "! there is no such file"),
        ("loadFileAsBase64('wide.txt')", "'aABpAA=='"),
        ("loadJsonContent('nsg.json', 'rules')", "[{name:'SSH',priority:100}]"),
        ("loadJsonContent('nsg.json', '$.rules[0].name')", "'SSH'"),
        ("loadJsonContent('nsg.json', '$[''odd key'']')", "1"),
        ("loadJsonContent('nsg.json').access", "'Allow'"),
        ("loadJsonContent('nsg.json', 'nothing')", "! the file has nothing at this path"),
        ("loadJsonContent('nsg.json', '$..name')", "‹…›"),
        ("loadJsonContent('nsg.yaml')", "! the file is not JSON"),
        ("loadYamlContent('nsg.yaml')", "{access:'Allow',priority:100}"),
        ("loadYamlContent('nsg.yaml', '$.priority')", "100"),
        (
            "loadDirectoryFileInfo('./modules/', '*.bicep')",
            "[{baseName:'appService.bicep',extension:'.bicep',relativePath:'modules/appService.bicep'}]",
        ),
        ("length(loadDirectoryFileInfo('modules'))", "2"),
    ]);
}

/// The namespace and the algorithm are documented, but no result is: these are the results of Python's `uuid.uuid5`.
#[test]
fn a_guid_is_the_same_at_each_deployment() {
    agree(&[
        ("guid('hello', 'world')", "'a5b868f8-11fe-567a-ace0-e77cc87f104e'"),
        ("guid('world', 'hello')", "'b1db13b3-4ca6-5782-bf9e-8495c3532f9d'"),
        ("uniqueString('hello', 'world')", "'a7wkljktk6wne'"),
    ]);
}
