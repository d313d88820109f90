#!/usr/bin/env node
// Starts the program from the package for this platform, which npm installed as an optional dependency. Downloads nothing.
"use strict";

const { spawnSync } = require("node:child_process");
const { constants } = require("node:os");

const name = `@tenantlint/${process.platform}-${process.arch}`;
const file = process.platform === "win32" ? "tenantlint.exe" : "tenantlint";

let binary;
try {
  binary = require.resolve(`${name}/bin/${file}`);
} catch {
  const supported = Object.keys(require("../package.json").optionalDependencies || {});
  console.error(
    supported.includes(name)
      ? `tenantlint: the package ${name} is not installed. Install again, without --omit=optional and with a lock file that contains it.`
      : `tenantlint: there is no npm package for ${process.platform}-${process.arch}. Build it from source:\n  cargo install --locked tenantlint`,
  );
  process.exit(2);
}

const { error, signal, status } = spawnSync(binary, process.argv.slice(2), { stdio: "inherit" });
if (error) {
  console.error(`tenantlint: ${binary}: ${error.message}`);
  process.exit(2);
}
// A shell reports a program that a signal ended in the same way.
process.exit(signal ? 128 + constants.signals[signal] : status);
