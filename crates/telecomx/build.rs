//! Generates the client from the OpenAPI document; without the feature `codegen` the committed copy is compiled.

#[cfg(not(feature = "codegen"))]
fn main() {
    println!("cargo::rerun-if-changed=build.rs");
}

#[cfg(feature = "codegen")]
fn main() -> std::process::ExitCode {
    use std::process::ExitCode;

    println!("cargo::rerun-if-changed=build.rs");
    match codegen::write() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // One line each, for cargo takes no more; no backtrace, for the document is at fault.
            for line in error.lines() {
                println!("cargo::error={line}");
            }
            ExitCode::FAILURE
        }
    }
}

#[cfg(feature = "codegen")]
mod codegen {
    use std::error::Error;
    use std::path::{Path, PathBuf};

    use telecomx_codegen::{Document, generate};

    /// What findings call the document, seen from where `cargo` is run.
    const NAME: &str = "openapi/telecomx.yaml";
    /// Where the document lies in the repository, so that an edit takes effect at the next build.
    const IN_WORKSPACE: &str = "../../openapi/telecomx.yaml";
    /// Where the copy lies that a package carries.
    const IN_PACKAGE: &str = "telecomx.yaml";

    pub(super) fn write() -> Result<(), String> {
        let document = document();
        println!("cargo::rerun-if-changed={}", document.display());
        let source = Document::read_as(&document, NAME)
            .and_then(|document| generate(&document))
            .map_err(|error| chain(&error))?;
        let directory = std::env::var_os("OUT_DIR").ok_or("cargo set no OUT_DIR")?;
        let file = PathBuf::from(directory).join("generated.rs");
        std::fs::write(&file, source)
            .map_err(|error| format!("cannot write {}: {error}", file.display()))
    }

    /// The repository's document; the copy only where cargo says that this is a package.
    fn document() -> PathBuf {
        let is_package = ["Cargo.toml.orig", ".cargo-checksum.json"]
            .iter()
            .any(|file| Path::new(file).exists());
        let in_workspace = Path::new(IN_WORKSPACE);
        if is_package && !in_workspace.exists() {
            IN_PACKAGE.into()
        } else {
            in_workspace.into()
        }
    }

    fn chain(error: &dyn Error) -> String {
        let cause = error
            .source()
            .map(|cause| format!(": {}", chain(cause)))
            .unwrap_or_default();
        format!("{error}{cause}")
    }
}
