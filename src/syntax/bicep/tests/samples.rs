//! Valid files that use the whole language, for the laws.

pub(super) const TEMPLATES: &[&str] = &[
    "targetScope = 'tenant'\nmetadata name = 'é 経費 😀'\nmetadata deep = { a: [1, 'b', { c: null }] }\n",
    "\u{feff}@description('''\nlines\n  'quoted'\n''')\n@sys.allowed([\n  'a'\n  'b'\n])\n@minLength(1)\nparam name string = 'a'\r\nparam none int\rparam object object = {}\n\n@secure()\n\n// between\nparam secret string?\n",
    "var a = 1\nvar b string[] = ['x', ...c, 'y',]\nvar type = { type: 'a', param: 'b', resource: 'c', if: 1, for: 2, 'quoted key': 3, '${a}-key': 4, ...a }\n",
    "var text = 'a\\n\\r\\t\\\\\\'\\$\\u{1F600}${b}c${'d${e}'}' // end\nvar lines = '''\n  ${no hole} \\n ''quotes''''\nvar holes = $'''a${b}$c${d}''e'''\nvar more = $$'''${no}$$$${yes}'''\nvar nothing = ''\nvar none = ''''''\n",
    "var e = a ?? b || c && d == e != f =~ g !~ h < i <= j > k >= l + m - n * o / p % q\nvar u = !a && -b < -(1 + 2)\nvar t = a ? b : c ? d : e\nvar s = (a\n  ? b\n  : c)\nvar n = a\n  ? {\n  b: c\n} : d\n",
    "var c = a.b.?c[0][?'d'][^1][?^2]!.e!::f::g.h(1, 'x').i\nvar f = concat('a', resourceId(\n  'b',\n  c\n), az.subscription().id)\nvar l = map(x, y => { a: y, b: '${y}' })\nvar m = reduce([\n], 0, (a, b, c) => a + b)\nvar z = f(() => 1)\nvar w = sort(a, (x, y) =>\n  x < y)\n",
    "var loops = [for x in y: x]\nvar more = [\n  for (x, i) in range(0, 3): {\n  a: '${x}${i}'\n  b: [for z in x: [z]]\n}\n]\n",
    "@batchSize(1)\nresource a 'Microsoft.Web/sites@2022-09-01' = [for (x, i) in y: if (x.on && i > 0) {\n  name: x.name\n}]\nresource b 'c@2020-01-01' existing = {\n  name: 'b'\n}\nresource c 'd@1' = if (a == b) {\n  name: 'c'\n  properties: { a: { b: { c: [] } } }\n\n  @description('nested')\n  resource d 'e' = {\n    name: 'd'\n    resource e 'f' existing = { name: 'e' }\n  }\n  resource: 'a property'\n}\nresource g 'h@1' =\n  if (true) { name: 'g' }\nresource i 'j:k/l@1' = [for x in y: { name: x }]\n",
    "module a 'a.bicep' = { name: 'a', params: { x: 1 } }\nmodule b 'br/public:avm/res/x:1.0' = [for x in y: if (x) { scope: resourceGroup('g') }]\nmodule c 'ts:00000000-0000-0000-0000-000000000000/rg/spec:v1' = if (a) { name: 'c' }\n",
    "output a string = 'x'\noutput b resource 'c@1' = d\noutput e resource = f\noutput g { h: int }[] = []\noutput i array = [for x in y: x.id]\n",
    "@export()\n@discriminator('type')\ntype a = { type: 'x', n: int } | { type: 'y', *: string }\ntype b = | 'p' | 'q'\n  | 'r'\ntype c = ('a' | 1 | -1 | true | !false | null | { d: e }?)[][]?\ntype d = {\n  @description('é')\n  @minValue(1)\n  n: int?\n\n  'quoted': string\n  @secure()\n  *: string\n}\ntype e = [\n  @description('first')\n  string\n  int\n]\ntype f = d.n\ntype g = e[0]\ntype h = c[*].x.*\ntype i = resourceInput<'Microsoft.Storage/storageAccounts@2022-09-01'>.properties!\ntype j = sys.resourceOutput<'a@1'>\ntype k = sys.string\nparam l resource 'm@1'\nparam n resource<'o@1'>\nparam p 'a' | 'b' = 'a'\n",
    "@export()\nfunc f(a string, b { c: int }?) string => '${a}${b.?c}'\nfunc g() array => [1]\nfunc h(\n  a int\n) int =>\n  a + 1\n",
    "import { a, b as c, 'd-e' as f } from 'g.bicep'\nimport {\n  a\n  b\n} from 'br/x:y'\nimport * as all from '../x.json'\nextension microsoftGraphV1\nextension kubernetes with { namespace: 'default', kubeConfig: c } as k8s\nextension 'br:x/y:1' as z\nprovider 'az@1.0'\nimport 'kubernetes@1.0' with {\n  namespace: 'x'\n} as k\n",
    "#disable-next-line no-unused-params BCP037\nparam a string // why\n#disable-diagnostics BCP001\n/* block\n comment */ assert b = a == 'x'\n  #restore-diagnostics BCP001\ntest c 'd.bicep' = {\n  params: { a: 1 }\n}\n",
    "// only a comment",
    "",
];

pub(super) const PARAMETERS: &[&str] = &[
    "using './main.bicep'\n\nparam a = 'x'\nparam b = [1, { c: readEnvironmentVariable('D', 'e') }]\nvar c = a\nvar d string = 'x'\nimport * as e from 'f.bicep'\n",
    "using none\nextends 'base.bicepparam'\nparam a = {\n  b: 'c'\n}\nextensionConfig k8s with {\n  namespace: 'x'\n}\ntype t = string\nextension graph\n",
    "using 'br:x.azurecr.io/y:1' with {\n  mode: 'stack'\n  scope: '/subscriptions/${s}'\n}\n@description('x')\nparam a = az.getSecret('a', 'b', 'c', 'd')\n",
];
