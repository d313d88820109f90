class Tenantlint < Formula
  desc "Linter for Microsoft Entra ID and Azure tenant configuration"
  homepage "https://github.com/tenantlint/tenantlint"
  version "{{version}}"
  license any_of: ["MIT", "Apache-2.0"]

  on_macos do
    on_arm do
      url "https://github.com/tenantlint/tenantlint/releases/download/v{{version}}/tenantlint-aarch64-apple-darwin.tar.gz"
      sha256 "{{sha256 tenantlint-aarch64-apple-darwin.tar.gz}}"
    end
    on_intel do
      url "https://github.com/tenantlint/tenantlint/releases/download/v{{version}}/tenantlint-x86_64-apple-darwin.tar.gz"
      sha256 "{{sha256 tenantlint-x86_64-apple-darwin.tar.gz}}"
    end
  end

  on_linux do
    on_arm do
      url "https://github.com/tenantlint/tenantlint/releases/download/v{{version}}/tenantlint-aarch64-unknown-linux-musl.tar.gz"
      sha256 "{{sha256 tenantlint-aarch64-unknown-linux-musl.tar.gz}}"
    end
    on_intel do
      url "https://github.com/tenantlint/tenantlint/releases/download/v{{version}}/tenantlint-x86_64-unknown-linux-musl.tar.gz"
      sha256 "{{sha256 tenantlint-x86_64-unknown-linux-musl.tar.gz}}"
    end
  end

  def install
    bin.install "tenantlint"
    bash_completion.install "share/bash-completion/completions/tenantlint"
    zsh_completion.install "share/zsh/site-functions/_tenantlint"
    fish_completion.install "share/fish/vendor_completions.d/tenantlint.fish"
    man1.install Dir["share/man/man1/*.1"]
  end

  test do
    (testpath/"apps.json").write '[{ "appId": "9a8b7c6d-1111-4222-8333-444455556666", "displayName": "Expenses", "signInAudience": "AzureADMultipleOrgs" }]'
    assert_match "application-multi-tenant", shell_output("#{bin}/tenantlint check --fail-on info --format concise apps.json", 1)
  end
end
