#!/usr/bin/env bash
# Neovim, without a window, attaches to the language server, shows a diagnostic and applies a code action. Needs `nvim` 0.7 or later.
#
#     scripts/test-neovim.sh [BINARY]
set -euo pipefail
binary=$(realpath "${1:-target/release/tenantlint}")
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cat >"$folder/main.tf" <<'TF'
resource "azuread_application" "portal" {
  display_name     = "Portal 😀"
  sign_in_audience = "AzureADMultipleOrgs"
}
TF
cat >"$folder/test.lua" <<'LUA'
local function wait(what, condition)
  assert(vim.wait(30000, condition, 20), "timeout: " .. what)
end
vim.cmd("edit main.tf")
local id = vim.lsp.start_client({ name = "tenantlint", cmd = { vim.env.BINARY, "lsp", "--no-config" }, root_dir = vim.fn.getcwd(),
  workspace_folders = { { uri = vim.uri_from_fname(vim.fn.getcwd()), name = "x" } } })
vim.lsp.buf_attach_client(0, id)
local function finding()
  for _, diagnostic in ipairs(vim.diagnostic.get(0)) do
    if diagnostic.code == "application-multi-tenant" then return diagnostic end
  end
end
wait("a diagnostic", function() return finding() ~= nil end)
local found = finding()
assert(found.lnum == 2 and found.col == 21, vim.inspect(found))
print("diagnostic: " .. found.message:gsub("\n", " | "))
local params = vim.lsp.util.make_range_params()
params.range = { start = { line = 2, character = 25 }, ["end"] = { line = 2, character = 25 } }
params.context = { diagnostics = {} }
local answers = vim.lsp.buf_request_sync(0, "textDocument/codeAction", params, 30000)
local edit
for _, action in ipairs(answers[id].result) do
  print("action: " .. action.title)
  if action.title:find("AzureADMyOrg") then edit = action.edit end
end
vim.lsp.util.apply_workspace_edit(edit, vim.lsp.get_client_by_id(id).offset_encoding)
local line = vim.api.nvim_buf_get_lines(0, 2, 3, false)[1]
assert(line == '  sign_in_audience = "AzureADMyOrg"', line)
wait("no diagnostic", function() return finding() == nil end)
print("after the action: " .. line)
vim.cmd("qall!")
LUA
cd "$folder"
BINARY=$binary timeout 90 nvim --headless --clean -c "lua local ok, err = pcall(dofile, 'test.lua'); if not ok then print(err); vim.cmd('cquit 1') end" 2>&1
echo
echo "Neovim attached, showed the finding and applied the action"
