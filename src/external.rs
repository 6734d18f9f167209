//! Asks other hosts whether what the site links to is there. Only on request: it takes a network and time.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::Path;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};

/// How long an answer is believed, in seconds: a week for what was there, a day for what was not.
const BELIEVED: [u64; 2] = [86_400, 7 * 86_400];

/// How long a host may take.
const PATIENCE: Duration = Duration::from_secs(20);

/// How many hosts are asked at the same time.
const AT_ONCE: usize = 8;

/// What a host said, and when (seconds since 1970).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Answer {
    when: u64,
    /// Why the address cannot be used; `None` where it can.
    fault: Option<String>,
}

impl Answer {
    fn is_fresh(&self, now: u64) -> bool {
        now.saturating_sub(self.when) < BELIEVED[usize::from(self.fault.is_none())]
    }
}

/// The addresses that cannot be reached, with the reason. Answers are kept in the file `cache`.
pub fn dead<'a>(addresses: impl Iterator<Item = &'a str>, cache: &Path) -> io::Result<BTreeMap<String, String>> {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |time| time.as_secs());
    // A cache that cannot be read is as good as none.
    let mut known: BTreeMap<String, Answer> =
        fs::read(cache).ok().and_then(|bytes| serde_json::from_slice(&bytes).ok()).unwrap_or_default();
    known.retain(|_, answer| answer.is_fresh(now));
    let addresses: Vec<&str> = addresses.collect();
    let open: Vec<&str> = addresses.iter().copied().filter(|address| !known.contains_key(*address)).collect();
    for (address, fault) in ask_all(&open) {
        known.insert(address, Answer { when: now, fault });
    }
    if let Some(folder) = cache.parent() {
        fs::create_dir_all(folder)?;
    }
    let new = cache.with_extension("new");
    fs::write(&new, serde_json::to_vec(&known)?)?;
    fs::rename(new, cache)?;
    let fault = |address: &&str| Some((address.to_string(), known.get(*address)?.fault.clone()?));
    Ok(addresses.iter().filter_map(fault).collect())
}

fn ask_all(addresses: &[&str]) -> Vec<(String, Option<String>)> {
    let config = ureq::Agent::config_builder().timeout_global(Some(PATIENCE)).http_status_as_error(false);
    let agent = ureq::Agent::new_with_config(config.user_agent("planarium (link check)").build());
    let share = addresses.len().div_ceil(AT_ONCE).max(1);
    let one = |address: &&str| (address.to_string(), ask(&agent, address));
    let one = &one;
    std::thread::scope(|scope| {
        let shares =
            addresses.chunks(share).map(|share| scope.spawn(move || share.iter().map(one).collect::<Vec<_>>()));
        // All at once, before the first is waited for.
        let shares: Vec<_> = shares.collect();
        shares.into_iter().flat_map(|share| share.join().unwrap_or_default()).collect()
    })
}

/// Why an address cannot be used. Many hosts do not answer HEAD as they answer GET, so what HEAD finds missing is asked
/// for again.
fn ask(agent: &ureq::Agent, address: &str) -> Option<String> {
    let fault = |answer: Result<ureq::http::Response<ureq::Body>, ureq::Error>| match answer {
        Ok(answer) if answer.status().is_success() => None,
        // The page is there, for people who log in or come more slowly.
        Ok(answer) if [401, 403, 429].contains(&answer.status().as_u16()) => None,
        Ok(answer) => Some(answer.status().to_string()),
        Err(error) => Some(error.to_string()),
    };
    fault(agent.head(address).call()).and_then(|_| fault(agent.get(address).call()))
}

#[cfg(test)]
mod tests {
    use std::io::{Read, Write};
    use std::net::TcpListener;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    /// A host that has `/there`, knows no HEAD, and counts what it is asked.
    fn host() -> (String, Arc<AtomicUsize>) {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let asked = Arc::new(AtomicUsize::new(0));
        let counted = asked.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let mut stream = stream.unwrap();
                let mut request = [0; 2048];
                let length = stream.read(&mut request).unwrap();
                counted.fetch_add(1, Ordering::SeqCst);
                let status = match &request[..length] {
                    bytes if bytes.starts_with(b"GET /there ") => "200 OK",
                    bytes if bytes.starts_with(b"HEAD ") => "405 Method Not Allowed",
                    _ => "404 Not Found",
                };
                let answer = format!("HTTP/1.1 {status}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
                stream.write_all(answer.as_bytes()).unwrap();
            }
        });
        (address, asked)
    }

    #[test]
    fn says_what_is_dead_and_asks_once() {
        let (host, asked) = host();
        let folder = tempfile::tempdir().unwrap();
        let cache = folder.path().join("cache/external");
        let (there, gone) = (format!("{host}/there"), format!("{host}/gone"));
        let nobody = "http://127.0.0.1:1/".to_owned();
        for _ in 0..2 {
            let dead = dead([&there, &gone, &nobody].into_iter().map(String::as_str), &cache).unwrap();
            assert_eq!(dead.keys().collect::<Vec<_>>(), [&nobody, &gone]);
            assert!(dead[&gone].contains("404"), "{dead:?}");
            assert_eq!(asked.load(Ordering::SeqCst), 4);
        }
        fs::write(&cache, "damaged").unwrap();
        assert_eq!(dead([there.as_str()].into_iter(), &cache).unwrap(), BTreeMap::new());
    }

    #[test]
    fn answers_grow_old() {
        let day = 86_400;
        let answer = |fault: Option<&str>| Answer { when: 0, fault: fault.map(str::to_owned) };
        assert!(answer(None).is_fresh(6 * day) && !answer(None).is_fresh(7 * day));
        assert!(answer(Some("404")).is_fresh(day - 1) && !answer(Some("404")).is_fresh(day));
    }
}
