//! What a browser that looks at a preview is told: that there is a new build, or what is wrong with it.

use std::convert::Infallible;
use std::time::{SystemTime, UNIX_EPOCH};

use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE, IF_MODIFIED_SINCE, IF_NONE_MATCH};
use axum::http::{HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures_util::stream::{Stream, unfold};
use tokio::sync::watch;

/// Address of the script, and of the events that it waits for. No plan can have it: plans are below `plans/`.
pub const SCRIPT: &str = "/_preview/reload.js";
/// Address of the events.
pub const EVENTS: &str = "/_preview/events";

const RELOAD: &str = "// Loads the page again after each build. Only the preview server adds it.
let shown;
new EventSource(\"/_preview/events\").onmessage = (event) => {
  shown ??= event.data;
  if (event.data !== shown) location.reload();
};
";

/// Largest page that the script is put into, in bytes.
const LARGEST: usize = 64 << 20;

/// What there is to look at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shown {
    /// The site.
    Site,
    /// A page in the place of every page: the first build is under way, or the last one failed.
    Page {
        /// Plain text.
        title: String,
        /// Plain text, shown as it is.
        text: String,
    },
}

/// The state of a preview, for the server and for whoever builds.
#[derive(Clone, Debug)]
pub struct Live {
    state: watch::Sender<(u128, Shown)>,
}

impl Live {
    /// A preview that shows `first`.
    pub fn new(first: Shown) -> Live {
        // The time tells a browser that waited through a restart that this is another server.
        let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |time| time.as_nanos());
        Live { state: watch::Sender::new((now, first)) }
    }

    /// Shows something else, and tells all browsers.
    pub fn show(&self, shown: Shown) {
        self.state.send_modify(|state| *state = (state.0 + 1, shown));
    }

    fn shown(&self) -> Shown {
        self.state.borrow().1.clone()
    }
}

/// The script.
pub async fn script() -> Response {
    ([(CONTENT_TYPE, "text/javascript")], RELOAD).into_response()
}

/// One event at once and one after each build.
pub async fn events(State(live): State<Live>) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let mut builds = live.state.subscribe();
    builds.mark_changed();
    let next = async |mut builds: watch::Receiver<(u128, Shown)>| {
        builds.changed().await.ok()?;
        let number = builds.borrow_and_update().0;
        Some((Ok(Event::default().data(number.to_string())), builds))
    };
    Sse::new(unfold(builds, next)).keep_alive(KeepAlive::default())
}

/// Puts the script into every page, and another page in its place while there is no site.
pub async fn into_pages(State(live): State<Live>, mut request: Request, next: Next) -> Response {
    // Whether a page is still the same is not for its file alone to say.
    [IF_NONE_MATCH, IF_MODIFIED_SINCE].iter().for_each(|condition| drop(request.headers_mut().remove(condition)));
    let answer = next.run(request).await;
    let is_page = answer.headers().get(CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
    match live.shown() {
        Shown::Page { title, text } if is_page || answer.status() == StatusCode::NOT_FOUND => {
            let headers = [(CONTENT_TYPE, "text/html; charset=utf-8")];
            (StatusCode::SERVICE_UNAVAILABLE, headers, with_script(&page(&title, &text))).into_response()
        }
        _ if is_page => rewritten(answer).await,
        _ => answer,
    }
}

async fn rewritten(answer: Response) -> Response {
    let (mut head, body) = answer.into_parts();
    let Ok(bytes) = to_bytes(body, LARGEST).await else { return StatusCode::INTERNAL_SERVER_ERROR.into_response() };
    // An answer to HEAD has no body.
    let page = if bytes.is_empty() { String::new() } else { with_script(&String::from_utf8_lossy(&bytes)) };
    head.headers.remove(CONTENT_LENGTH);
    if !page.is_empty() {
        head.headers.insert(CONTENT_LENGTH, HeaderValue::from(page.len()));
    }
    Response::from_parts(head, Body::from(page))
}

fn with_script(page: &str) -> String {
    let script = format!("<script type=\"module\" src=\"{SCRIPT}\"></script>\n");
    let at = page.find("</head>").unwrap_or(0);
    format!("{}{script}{}", &page[..at], &page[at..])
}

fn page(title: &str, text: &str) -> String {
    let (title, text) = (escaped(title), escaped(text));
    format!(
        "<!doctype html>\n<html>\n<head>\n<meta charset=\"utf-8\">\n<title>{title}</title>\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n</head>\n\
         <body>\n<h1>{title}</h1>\n<pre>{text}</pre>\n</body>\n</html>\n"
    )
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_script_stands_in_the_head() {
        let page = with_script("<head></head><body></body>");
        assert!(
            page.starts_with("<head><script type=\"module\" src=\"/_preview/reload.js\"></script>\n</head>"),
            "{page}"
        );
        assert!(with_script("no head").ends_with("no head"));
    }

    #[test]
    fn what_went_wrong_is_text() {
        assert!(page("<b>", "a < b & c").contains("<pre>a &lt; b &amp; c</pre>"));
    }
}
