#!/usr/bin/env bash
# Writes docs/editor.png, the picture of Neovim in docs/editor.md. Requires cargo, Neovim 0.7 or later, tmux, python3 and Chromium.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

chromium=$(command -v chromium || command -v chromium-browser || command -v google-chrome)
folder=$(mktemp -d)
socket=$folder/tmux
trap 'tmux -S "$socket" kill-server 2>/dev/null || true; rm -rf "$folder"' EXIT
cargo build --quiet
mkdir "$folder/infra"
cat >"$folder/infra/main.tf" <<'TF'
resource "azuread_application" "portal" {
  display_name     = "Customer portal"
  sign_in_audience = "AzureADMultipleOrgs"

  api {
    requested_access_token_version = 2
  }
}
TF
cat >"$folder/init.lua" <<'LUA'
vim.o.number, vim.o.showmode, vim.o.ruler, vim.o.laststatus = true, false, false, 0
vim.diagnostic.config({ virtual_text = false, float = { border = "rounded", header = "", source = false } })
vim.filetype.add({ extension = { tf = "terraform" } })
vim.api.nvim_create_autocmd("FileType", {
  pattern = "terraform",
  callback = function()
    local folder = { uri = vim.uri_from_fname(vim.fn.getcwd()), name = "infra" }
    local id = vim.lsp.start_client({ name = "tenantlint", cmd = { vim.env.TENANTLINT, "lsp", "--no-config" }, root_dir = vim.fn.getcwd(),
      workspace_folders = { folder } })
    vim.lsp.buf_attach_client(0, id)
  end,
})
-- The picture has one background.
for _, name in ipairs({ "NormalFloat", "FloatBorder", "SignColumn" }) do vim.cmd("highlight " .. name .. " ctermbg=NONE") end
LUA
TENANTLINT=$PWD/target/debug/tenantlint tmux -S "$socket" -f /dev/null new-session -d -x 110 -y 17 -c "$folder/infra" \
    "nvim --clean -u '$folder/init.lua' -n +3 main.tf"
screen() {
    tmux -S "$socket" capture-pane -p "$@"
}
# Waits until the screen contains a text.
wait_for() {
    for _ in {1..300}; do
        if screen | grep -q "$1"; then return; fi
        sleep 0.1
    done
    echo "the screen does not contain '$1'" >&2
    screen >&2
    exit 1
}
wait_for '^W'
tmux -S "$socket" send-keys '$' ':lua vim.diagnostic.open_float()' Enter
wait_for '╭'
tmux -S "$socket" send-keys ':lua vim.lsp.buf.code_action()' Enter
wait_for '^1: '
screen -e | python3 scripts/ansi_to_svg.py >"$folder/editor.svg"
size=$(sed -nE '1s/.* width="([0-9]+)" height="([0-9]+)".*/\1,\2/p' "$folder/editor.svg")
"$chromium" --headless --no-sandbox --hide-scrollbars --default-background-color=00000000 --force-device-scale-factor=1 \
    --window-size="$size" --screenshot="$folder/editor.png" "file://$folder/editor.svg" 2>/dev/null
mv "$folder/editor.png" docs/editor.png
