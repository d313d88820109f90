// Packs the npm packages of a release: one for each platform with its program, and `tenantlint`, which depends on all of them and starts the right one.
// The version is that of Cargo.toml. On Linux, the static program (musl) serves every distribution.
//
//     node npm/pack.mjs OUT SHARE linux-x64=target/x86_64-unknown-linux-musl/dist/tenantlint …
import { execFileSync } from "node:child_process";
import { chmodSync, copyFileSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const [out, share, ...binaries] = process.argv.slice(2);
if (!out || !share || binaries.length === 0) {
  console.error("usage: node npm/pack.mjs OUT SHARE PLATFORM-ARCH=BINARY…");
  process.exit(2);
}
const version = readFileSync(join(root, "Cargo.toml"), "utf8").match(/^version = "(.*)"$/m)[1];
const main = JSON.parse(readFileSync(join(root, "npm/tenantlint/package.json"), "utf8"));
const { description, license, repository, homepage } = main;

mkdirSync(out, { recursive: true });
const stage = mkdtempSync(join(tmpdir(), "tenantlint-npm-"));

function pack(manifest, fill) {
  const folder = join(stage, basename(manifest.name));
  mkdirSync(folder);
  for (const file of ["README.md", "LICENSE-MIT", "LICENSE-APACHE"]) copyFileSync(join(root, file), join(folder, file));
  fill(folder);
  writeFileSync(join(folder, "package.json"), `${JSON.stringify(manifest, null, 2)}\n`);
  // npm is a script on Windows, which only a shell starts.
  execFileSync("npm", ["pack", "--silent", "--pack-destination", resolve(out)], { cwd: folder, stdio: "inherit", shell: process.platform === "win32" });
}

try {
  const platforms = {};
  for (const entry of binaries) {
    const [, platform, arch, binary] = entry.match(/^([a-z0-9]+)-([a-z0-9]+)=(.+)$/);
    const name = `@tenantlint/${platform}-${arch}`;
    const file = platform === "win32" ? "tenantlint.exe" : "tenantlint";
    pack({ name, version, description, license, repository, homepage, os: [platform], cpu: [arch], files: ["bin", "LICENSE-*"], preferUnplugged: true }, (folder) => {
      mkdirSync(join(folder, "bin"));
      copyFileSync(binary, join(folder, "bin", file));
      chmodSync(join(folder, "bin", file), 0o755);
    });
    platforms[name] = version;
  }
  const man = "share/man/man1/tenantlint.1";
  pack({ ...main, version, man: existsSync(join(share, "man/man1/tenantlint.1")) ? man : undefined, optionalDependencies: platforms }, (folder) => {
    cpSync(join(root, "npm/tenantlint/bin"), join(folder, "bin"), { recursive: true });
    cpSync(share, join(folder, "share"), { recursive: true });
  });
} finally {
  rmSync(stage, { recursive: true });
}
