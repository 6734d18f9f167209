//! A server for looking at a finished site on one's own machine: loopback only, reading only.

use std::future::Future;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};

use axum::Router;
use axum::extract::Request;
use axum::http::header::{ALLOW, CACHE_CONTROL, HOST, X_CONTENT_TYPE_OPTIONS};
use axum::http::{HeaderValue, Method, StatusCode};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Redirect, Response};
use tokio::net::TcpListener;
use tower_http::services::{ServeDir, ServeFile};
use tower_http::set_header::SetResponseHeaderLayer;

/// What is served.
#[derive(Clone, Debug)]
pub struct Served {
    /// The finished site.
    pub site: PathBuf,
    /// Path it lives under; begins and ends with `/`.
    pub prefix: String,
    /// TCP port; 0 for any free one.
    pub port: u16,
}

impl Served {
    /// The site in `site`, under the path of the address it was built for.
    pub fn new(site: &Path, base_url: &str, port: u16) -> Self {
        Served { site: site.to_path_buf(), prefix: path_of(base_url), port }
    }
}

/// `https://example.org/archive/` lives under `/archive/`.
fn path_of(base_url: &str) -> String {
    let after_host =
        base_url.split_once("://").map_or(base_url, |(_, rest)| rest.find('/').map_or("", |at| &rest[at..]));
    let path = after_host.trim_matches('/');
    if path.is_empty() { "/".to_string() } else { format!("/{path}/") }
}

/// Serves until Ctrl-C or SIGTERM, and tells `ready` the address once it answers.
pub fn run(served: &Served, ready: impl FnOnce(&str)) -> io::Result<()> {
    runtime()?.block_on(serve(served, ready, stop_signal()))
}

fn runtime() -> io::Result<tokio::runtime::Runtime> {
    tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()
}

async fn serve(served: &Served, ready: impl FnOnce(&str), stop: impl Future<Output = ()>) -> io::Result<()> {
    let listener = TcpListener::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, served.port))).await?;
    ready(&format!("http://{}{}", listener.local_addr()?, served.prefix));
    // Not the graceful way, which would wait for a browser to close its connection.
    tokio::select! {
        ended = async { axum::serve(listener, app(served)).await } => ended,
        () = stop => Ok(()),
    }
}

async fn stop_signal() {
    let terminated = async {
        use tokio::signal::unix::{SignalKind, signal};
        match signal(SignalKind::terminate()) {
            Ok(mut signal) => drop(signal.recv().await),
            Err(_) => std::future::pending().await,
        }
    };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        () = terminated => {}
    }
}

fn app(served: &Served) -> Router {
    let files = ServeDir::new(&served.site).not_found_service(ServeFile::new(served.site.join("404.html")));
    let router = match served.prefix.trim_end_matches('/') {
        "" => Router::new().fallback_service(files),
        prefix => {
            let home = served.prefix.clone();
            Router::new().nest_service(prefix, files).fallback(async move || Redirect::temporary(&home))
        }
    };
    router
        .layer(SetResponseHeaderLayer::overriding(CACHE_CONTROL, HeaderValue::from_static("no-cache")))
        .layer(SetResponseHeaderLayer::overriding(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")))
        .layer(middleware::from_fn(only_readers_from_here))
}

/// Refuses what a browser on this machine would not ask for: another method than GET and HEAD, or another host's name (a
/// page elsewhere whose name was made to point here).
async fn only_readers_from_here(request: Request, next: Next) -> Response {
    if ![Method::GET, Method::HEAD].contains(request.method()) {
        return (StatusCode::METHOD_NOT_ALLOWED, [(ALLOW, "GET, HEAD")]).into_response();
    }
    let host = request.headers().get(HOST).and_then(|host| host.to_str().ok());
    if !host.is_some_and(is_loopback) {
        return StatusCode::FORBIDDEN.into_response();
    }
    next.run(request).await
}

fn is_loopback(host: &str) -> bool {
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    };
    ["localhost", "127.0.0.1", "[::1]"].contains(&name)
}

#[cfg(test)]
mod tests {
    use std::io::{Read, Write};
    use std::net::TcpStream;
    use std::sync::mpsc;

    use super::*;

    /// Serves a small site while `ask` runs; `ask` is given a function from a raw request to the raw answer.
    fn with_server(prefix: &str, ask: impl FnOnce(&dyn Fn(&str) -> String)) {
        let folder = tempfile::tempdir().unwrap();
        let site = folder.path().join("site");
        std::fs::create_dir_all(site.join("plans")).unwrap();
        for (file, text) in
            [("index.html", "home"), ("plans/index.html", "plans"), ("404.html", "gone"), ("f.wasm", "")]
        {
            std::fs::write(site.join(file), text).unwrap();
        }
        std::fs::write(folder.path().join("secret"), "secret").unwrap();
        let served = Served { site, prefix: prefix.into(), port: 0 };
        let (send, address) = mpsc::channel();
        let runtime = runtime().unwrap();
        let ready = move |address: &str| send.send(address.to_string()).unwrap();
        runtime.spawn(async move { serve(&served, ready, std::future::pending()).await });
        let address = address.recv().unwrap();
        let host = address.strip_prefix("http://").unwrap().split('/').next().unwrap().to_string();
        ask(&|request| {
            let mut stream = TcpStream::connect(&host).unwrap();
            stream.write_all(request.replace("HOST", &host).as_bytes()).unwrap();
            let mut answer = String::new();
            stream.read_to_string(&mut answer).unwrap();
            answer
        });
    }

    fn get(path: &str) -> String {
        format!("GET {path} HTTP/1.1\r\nHost: HOST\r\nConnection: close\r\n\r\n")
    }

    fn status(answer: &str) -> u16 {
        answer[9..12].parse().unwrap()
    }

    #[test]
    fn serves_pages_and_files() {
        with_server("/", |ask| {
            assert!(ask(&get("/")).ends_with("home"));
            assert!(ask(&get("/plans/?q=%E5%B0%8F%E5%AD%A6")).ends_with("plans"));
            assert_eq!(status(&ask(&get("/plans"))), 307);
            assert!(ask(&get("/f.wasm")).to_lowercase().contains("content-type: application/wasm"));
            let gone = ask(&get("/nothing"));
            assert!(status(&gone) == 404 && gone.ends_with("gone"), "{gone}");
        });
    }

    #[test]
    fn lives_under_the_path_it_was_built_for() {
        with_server("/archive/", |ask| {
            assert!(ask(&get("/archive/")).ends_with("home"));
            assert!(ask(&get("/archive/plans/")).ends_with("plans"));
            assert!(ask(&get("/")).contains("location: /archive/"));
        });
        assert_eq!(path_of("https://example.org/archive"), "/archive/");
        assert_eq!([path_of("https://example.org"), path_of("/"), path_of("")], ["/", "/", "/"]);
    }

    #[test]
    fn refuses_what_is_outside_the_site() {
        with_server("/", |ask| {
            for path in
                ["/../secret", "/%2e%2e/secret", "/plans/../../secret", "/..%2fsecret", "//etc/passwd", "/plans/%00"]
            {
                let answer = ask(&get(path));
                assert!(
                    status(&answer) >= 400 && !answer.contains("secret\r\n") && !answer.ends_with("secret"),
                    "{path}"
                );
            }
        });
    }

    #[test]
    fn refuses_other_hosts_and_methods() {
        with_server("/", |ask| {
            for host in ["example.org", "127.0.0.1.example.org", "localhost:80:90", ""] {
                let request = format!("GET / HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
                assert_eq!(status(&ask(&request)), 403, "{host}");
            }
            for method in ["POST", "PUT", "DELETE", "OPTIONS"] {
                let request = get("/").replacen("GET", method, 1);
                assert_eq!(status(&ask(&request)), 405, "{method}");
            }
        });
    }

    #[test]
    fn stops_when_told_though_a_browser_keeps_its_connection() {
        let folder = tempfile::tempdir().unwrap();
        let served = Served { site: folder.path().into(), prefix: "/".into(), port: 0 };
        let mut kept = None;
        let ready = |address: &str| {
            let host = address.trim_start_matches("http://").trim_end_matches('/').to_string();
            kept = Some(TcpStream::connect(host).unwrap());
        };
        runtime().unwrap().block_on(serve(&served, ready, std::future::ready(()))).unwrap();
        assert!(kept.is_some());
    }
}
