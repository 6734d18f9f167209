//! `planarium serve`: shows the finished site on this machine.

use clap::Args;

use super::{Common, Exit};
use crate::config::Overrides;
use crate::messages::text;
use crate::serve::{Served, run as serve};

/// Options of `serve`.
#[derive(Args)]
pub struct Options {
    #[arg(long, default_value_t = 8080)]
    port: u16,
    #[arg(long, value_name = "DIR")]
    out: Option<std::path::PathBuf>,
    #[arg(long, value_name = "URL")]
    base_url: Option<String>,
}

/// Runs `serve` until it is interrupted.
pub fn run(common: &Common, options: &Options) -> anyhow::Result<Exit> {
    let overrides = Overrides { plans: None, out: options.out.clone(), base_url: options.base_url.clone() };
    let site = common.open(&overrides)?;
    if !site.out.join("index.html").is_file() {
        anyhow::bail!(text("error.no-site", &[("path", site.out.display().to_string())]));
    }
    let served = Served::new(&site.out, &site.base_url, options.port);
    let served = serve(&served, |address| eprintln!("{}", text("serve.ready", &[("address", address.to_owned())])));
    served.map_err(|error| match error.kind() {
        std::io::ErrorKind::AddrInUse => {
            anyhow::anyhow!(text("error.port-in-use", &[("port", options.port.to_string())]))
        }
        _ => error.into(),
    })?;
    Ok(Exit::Done)
}
