// Starts `tenantlint lsp` and connects it to Visual Studio Code. Everything else is in the server.

import { commands, ExtensionContext, window, workspace } from "vscode";
import { LanguageClient, ServerOptions } from "vscode-languageclient/node";

let client: LanguageClient | undefined;

// The files that tenantlint reads; the server decides by their content which of them it checks.
const EXTENSIONS = "bicep,bicepparam,cfg,cjs,csv,cts,env,hcl,js,json,jsonl,jsx,mjs,mts,ndjson,properties,ps1,psd1,tf,tfstate,tfvars,tofu,toml,ts,tsx,xml,yaml,yml";

export async function activate(context: ExtensionContext): Promise<void> {
    context.subscriptions.push(commands.registerCommand("tenantlint.restart", restart));
    context.subscriptions.push(
        workspace.onDidChangeConfiguration((event) => (event.affectsConfiguration("tenantlint") ? restart() : undefined)),
    );
    await start();
}

export async function deactivate(): Promise<void> {
    await client?.stop();
}

async function start(): Promise<void> {
    const settings = workspace.getConfiguration("tenantlint");
    const command = settings.get<string>("path", "tenantlint");
    const server: ServerOptions = { command, args: ["lsp", ...settings.get<string[]>("arguments", [])] };
    const documentSelector = [
        { scheme: "file", pattern: `**/*.{${EXTENSIONS}}` },
        { scheme: "file", pattern: "**/.env*" },
    ];
    client = new LanguageClient("tenantlint", "tenantlint", server, { documentSelector });
    try {
        await client.start();
    } catch (error) {
        client = undefined;
        const reason = error instanceof Error ? error.message : String(error);
        void window.showErrorMessage(`tenantlint: cannot start \`${command}\`: ${reason}. Install it, or set \`tenantlint.path\`.`);
    }
}

async function restart(): Promise<void> {
    await client?.stop();
    client = undefined;
    await start();
}
