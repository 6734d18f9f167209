//! A server for looking at a site on one's own machine: loopback only, reading only.

mod live;

use std::future::Future;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};

use axum::Router;
use axum::extract::{Request, State};
use axum::http::header::{ALLOW, CACHE_CONTROL, HOST, LOCATION, X_CONTENT_TYPE_OPTIONS};
use axum::http::{HeaderValue, Method, StatusCode};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
pub use live::{Live, Shown};
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
    /// For a preview that is built again and again.
    pub live: Option<Live>,
}

impl Served {
    /// The site in `site`, under the path of the address it was built for.
    pub fn new(site: &Path, base_url: &str) -> Self {
        Served { site: site.to_path_buf(), prefix: path_of(base_url), live: None }
    }
}

/// A port of this machine that answers to nobody yet.
#[derive(Debug)]
pub struct Port(std::net::TcpListener);

impl Port {
    /// Takes a port on loopback; 0 stands for any free one.
    pub fn take(port: u16) -> io::Result<Port> {
        let listener = std::net::TcpListener::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, port)))?;
        listener.set_nonblocking(true)?;
        Ok(Port(listener))
    }

    /// The address of a site here that was built for `base_url`: its path stays.
    pub fn address(&self, base_url: &str) -> io::Result<String> {
        Ok(format!("http://{}{}", self.0.local_addr()?, path_of(base_url)))
    }
}

/// `https://example.org/archive/` lives under `/archive/`.
fn path_of(base_url: &str) -> String {
    let after_host =
        base_url.split_once("://").map_or(base_url, |(_, rest)| rest.find('/').map_or("", |at| &rest[at..]));
    let path = after_host.trim_matches('/');
    if path.is_empty() { "/".to_string() } else { format!("/{path}/") }
}

/// Serves until Ctrl-C or SIGTERM.
pub fn run(served: &Served, port: Port) -> io::Result<()> {
    runtime()?.block_on(serve(served, port, stop_signal()))
}

fn runtime() -> io::Result<tokio::runtime::Runtime> {
    tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()
}

async fn serve(served: &Served, port: Port, stop: impl Future<Output = ()>) -> io::Result<()> {
    let listener = TcpListener::from_std(port.0)?;
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
    let mut router = match served.prefix.trim_end_matches('/') {
        "" => Router::new().fallback_service(files),
        prefix => {
            let home = served.prefix.clone();
            let site = Router::new().nest_service(prefix, files);
            let site = site.layer(middleware::from_fn_with_state(prefix.to_owned(), lead_below));
            site.fallback(async move || Redirect::temporary(&home))
        }
    };
    if let Some(live) = &served.live {
        router = router.layer(middleware::from_fn_with_state(live.clone(), live::into_pages));
        let own = Router::new().route(live::EVENTS, get(live::events)).route(live::SCRIPT, get(live::script));
        router = router.merge(own.with_state(live.clone()));
    }
    router
        .layer(SetResponseHeaderLayer::overriding(CACHE_CONTROL, HeaderValue::from_static("no-cache")))
        .layer(SetResponseHeaderLayer::overriding(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")))
        .layer(middleware::from_fn(only_readers_from_here))
}

/// Mends where the folder's service leads (from `plans` to `plans/`): it does not know of the path that the site lives under.
async fn lead_below(State(prefix): State<String>, request: Request, next: Next) -> Response {
    let mut answer = next.run(request).await;
    let to = answer.headers().get(LOCATION).and_then(|to| to.to_str().ok());
    if let Some(Ok(to)) = to.map(|to| HeaderValue::try_from(format!("{prefix}{to}"))) {
        answer.headers_mut().insert(LOCATION, to);
    }
    answer
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
        let served = Served { site, prefix: prefix.into(), live: None };
        let port = Port::take(0).unwrap();
        let host = port.0.local_addr().unwrap().to_string();
        let runtime = runtime().unwrap();
        runtime.spawn(async move { serve(&served, port, std::future::pending()).await });
        ask(&|request| {
            let mut stream = TcpStream::connect(&host).unwrap();
            stream.write_all(request.replace("HOST", &host).as_bytes()).unwrap();
            let mut answer = String::new();
            stream.read_to_string(&mut answer).unwrap();
            answer
        });
    }

    fn ask_for(path: &str) -> String {
        format!("GET {path} HTTP/1.1\r\nHost: HOST\r\nConnection: close\r\n\r\n")
    }

    fn status(answer: &str) -> u16 {
        answer[9..12].parse().unwrap()
    }

    #[test]
    fn serves_pages_and_files() {
        with_server("/", |ask| {
            assert!(ask(&ask_for("/")).ends_with("home"));
            assert!(ask(&ask_for("/plans/?q=%E5%B0%8F%E5%AD%A6")).ends_with("plans"));
            assert_eq!(status(&ask(&ask_for("/plans"))), 307);
            assert!(ask(&ask_for("/f.wasm")).to_lowercase().contains("content-type: application/wasm"));
            let gone = ask(&ask_for("/nothing"));
            assert!(status(&gone) == 404 && gone.ends_with("gone"), "{gone}");
        });
    }

    #[test]
    fn lives_under_the_path_it_was_built_for() {
        with_server("/archive/", |ask| {
            assert!(ask(&ask_for("/archive/")).ends_with("home"));
            assert!(ask(&ask_for("/archive/plans/")).ends_with("plans"));
            assert!(ask(&ask_for("/archive/plans")).contains("location: /archive/plans/\r"));
            assert!(ask(&ask_for("/")).contains("location: /archive/\r"));
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
                let answer = ask(&ask_for(path));
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
                let request = ask_for("/").replacen("GET", method, 1);
                assert_eq!(status(&ask(&request)), 405, "{method}");
            }
        });
    }

    #[test]
    fn stops_when_told_though_a_browser_keeps_its_connection() {
        let folder = tempfile::tempdir().unwrap();
        let served = Served { site: folder.path().into(), prefix: "/".into(), live: None };
        let port = Port::take(0).unwrap();
        let kept = TcpStream::connect(port.0.local_addr().unwrap()).unwrap();
        runtime().unwrap().block_on(serve(&served, port, std::future::ready(()))).unwrap();
        drop(kept);
    }
}
