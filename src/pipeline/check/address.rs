//! What a link leads to, by the rules of URLs, for a site that may live under a sub-path.

use percent_encoding::percent_decode_str;
use url::Url;

use crate::tree::Tree;

/// Stands in for the host when the base URL is only a path.
const NO_HOST: &str = "http://site.invalid/";

/// The addresses of a site.
pub struct Addresses<'a> {
    /// Ends with `/`.
    base: Url,
    tree: &'a Tree,
}

/// Where a link leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// To another site, or not to a page at all (`mailto:`).
    Elsewhere,
    /// To the host of this site, outside its base path, by an address that names no host.
    Outside,
    /// To nothing in this site.
    Missing,
    /// To a file of this site.
    File {
        /// Its path.
        file: String,
        /// The element to go to, if the link names one.
        anchor: Option<String>,
    },
}

impl<'a> Addresses<'a> {
    /// The addresses of the files in `tree`.
    pub fn new(base_url: &str, tree: &'a Tree) -> Self {
        // A constant that is a URL.
        #[allow(clippy::expect_used)]
        let host = Url::parse(NO_HOST).expect("constant");
        let mut base = host.join(base_url).ok().filter(|base| !base.cannot_be_a_base()).unwrap_or(host);
        if !base.path().ends_with('/') {
            base.set_path(&format!("{}/", base.path()));
        }
        base.set_query(None);
        base.set_fragment(None);
        Addresses { base, tree }
    }

    /// Where `href`, written in the page `from` (a file of the site), leads.
    pub fn resolve(&self, from: &str, href: &str) -> Target {
        if let Some(fragment) = href.strip_prefix('#') {
            return Target::File { file: from.to_string(), anchor: anchor(fragment) };
        }
        let Ok(url) = self.address(from).join(href) else { return Target::Missing };
        if url.origin() != self.base.origin() || url.scheme() != self.base.scheme() {
            return Target::Elsewhere;
        }
        // Whoever names the host means another site of it.
        let names_host = || Url::parse(href).is_ok() || href.starts_with("//");
        let Some(path) = self.below_base(url.path()) else {
            return if names_host() { Target::Elsewhere } else { Target::Outside };
        };
        match self.file_at(&percent_decode_str(path).decode_utf8_lossy()) {
            Some(file) => Target::File { file, anchor: url.fragment().and_then(anchor) },
            None => Target::Missing,
        }
    }

    /// The part of a path below the base; its own address may be written without the slash at the end.
    fn below_base<'p>(&self, path: &'p str) -> Option<&'p str> {
        let below = path.strip_prefix(self.base.path().trim_end_matches('/'))?;
        if below.is_empty() { Some(below) } else { below.strip_prefix('/') }
    }

    fn address(&self, file: &str) -> Url {
        let mut url = self.base.clone();
        if let Ok(mut segments) = url.path_segments_mut() {
            segments.pop_if_empty().extend(file.split('/'));
        }
        url
    }

    /// The file that a static host answers with for `path`.
    fn file_at(&self, path: &str) -> Option<String> {
        let folder = path.trim_end_matches('/');
        let index = if folder.is_empty() { "index.html".to_string() } else { format!("{folder}/index.html") };
        [path.to_string(), index].into_iter().find(|file| self.tree.files.contains_key(file))
    }
}

/// Whether a link leads to the same place from every page.
pub fn is_absolute(href: &str) -> bool {
    href.starts_with('/') || href.starts_with("http://") || href.starts_with("https://")
}

/// The element a fragment leads to; none for the top of the page and for a text fragment (`#:~:text=`).
fn anchor(fragment: &str) -> Option<String> {
    let fragment = fragment.split(":~:").next().unwrap_or(fragment);
    let anchor = percent_decode_str(fragment).decode_utf8_lossy().into_owned();
    (!anchor.is_empty() && anchor != "top").then_some(anchor)
}
