//! The workflows that `planarium init --ci` writes: their own commands, run on a fresh archive as the hosts would.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use crate::archive::{write, zola};

/// An archive with its history, a repository to push to, and the tools on PATH.
struct Host {
    folder: tempfile::TempDir,
}

impl Host {
    fn new(ci: &str) -> Host {
        let host = Host { folder: tempfile::tempdir().unwrap() };
        let tool = |name: &str, real: &Path| {
            let path = host.path("tools").join(name);
            write(&path, format!("#!/bin/sh\nexec '{}' \"$@\"\n", real.display()).as_bytes());
            assert!(Command::new("chmod").arg("+x").arg(&path).status().unwrap().success());
        };
        tool("planarium", assert_cmd::cargo::cargo_bin!("planarium"));
        tool("zola", &zola());
        // Both workflows would install the program with it.
        tool("cargo", Path::new("true"));
        host.run("planarium init --ci \"$CI_KIND\" archive", host.folder.path(), &[("CI_KIND", ci)]);
        host.git("init -q -b main");
        host.run("git init -q --bare remote.git", host.folder.path(), &[]);
        host.git("remote add origin ../remote.git");
        host.run("git init -q source && git -C source commit -q --allow-empty -m New", host.folder.path(), &[]);
        host.commit("First plans");
        host
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Runs a script as the hosts do; what it prints, or what went wrong.
    fn attempt(&self, script: &str, at: &Path, variables: &[(&str, &str)]) -> Result<String, String> {
        let path = std::env::var("PATH").unwrap();
        let mut command = Command::new("bash");
        command.args(["-eo", "pipefail", "-c", script]).current_dir(at).env_clear();
        command.env("PATH", format!("{}:{path}", self.path("tools").display())).env("HOME", self.path("home"));
        command.env("GIT_AUTHOR_NAME", "a").env("GIT_AUTHOR_EMAIL", "a@example.org");
        command.env("GIT_COMMITTER_NAME", "a").env("GIT_COMMITTER_EMAIL", "a@example.org").env("LC_ALL", "C.UTF-8");
        let output = command.envs(variables.iter().copied()).output().unwrap();
        let said = [output.stdout, output.stderr].map(|said| String::from_utf8_lossy(&said).into_owned()).concat();
        if output.status.success() { Ok(said) } else { Err(said) }
    }

    fn run(&self, script: &str, at: &Path, variables: &[(&str, &str)]) -> String {
        self.attempt(script, at, variables).unwrap_or_else(|said| panic!("{script}: {said}"))
    }

    fn git(&self, args: &str) -> String {
        self.run(&format!("git {args}"), &self.path("archive"), &[])
    }

    fn commit(&self, message: &str) {
        self.git("add .");
        self.git(&format!("commit -q -m '{message}'"));
    }

    /// Text of a file of the published branch.
    fn published(&self, file: &str) -> Option<String> {
        let script = format!("git show 'gh-pages:{file}'");
        self.attempt(&script, &self.path("remote.git"), &[]).ok()
    }

    /// Runs the steps of GitHub's workflow for an event, as far as the first that fails: its name, or what was said.
    fn github(&self, event: &str, action: &str, number: u32) -> Result<String, String> {
        let text = std::fs::read_to_string(self.path("archive/.github/workflows/site.yml")).unwrap();
        let workflow: Value = serde_saphyr::from_str(&text).unwrap();
        let is_pull = event == "pull_request";
        let folder = if is_pull { format!("preview/{number}") } else { String::new() };
        let source = self.path("source").display().to_string();
        let known = BTreeMap::from([
            ("vars.PLANARIUM_SOURCE", source.as_str()),
            ("github.repository_owner", "county"),
            ("github.event.repository.name", "plans"),
            ("github.event.action", action),
            (
                "github.event_name == 'pull_request' && format('preview/{0}', github.event.number) || ''",
                folder.as_str(),
            ),
        ]);
        let filled = |text: &str| -> String {
            let expression = regex::Regex::new(r"\$\{\{ (.*?) \}\}").unwrap();
            let value =
                |found: &regex::Captures| known.get(&found[1]).unwrap_or_else(|| panic!("{}", &found[1])).to_string();
            expression.replace_all(text, value).into_owned()
        };
        let left = self.path("github_env");
        write(&left, b"");
        let mut variables = vec![
            ("GITHUB_ENV".to_owned(), left.display().to_string()),
            ("GITHUB_PATH".to_owned(), self.path("github_path").display().to_string()),
            ("GITHUB_STEP_SUMMARY".to_owned(), self.path("summary.md").display().to_string()),
            ("GITHUB_SHA".to_owned(), "abc".to_owned()),
        ];
        let own = workflow["env"].as_object().unwrap().iter();
        variables.extend(own.map(|(name, value)| (name.clone(), filled(value.as_str().unwrap()))));
        let variables: Vec<(&str, &str)> =
            variables.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let mut said = String::new();
        for step in workflow["jobs"]["site"]["steps"].as_array().unwrap() {
            let Some(script) = step["run"].as_str() else { continue };
            let wanted = match step["if"].as_str() {
                None => true,
                Some("github.event.action != 'closed'") => action != "closed",
                Some(other) => panic!("what does {other} mean?"),
            };
            let name = step["name"].as_str().unwrap();
            if wanted {
                // With what earlier steps have left for later ones.
                let left = std::fs::read_to_string(&left).unwrap();
                let mut variables = variables.clone();
                variables.extend(left.lines().filter_map(|line| line.split_once('=')));
                let done = self.attempt(&filled(script), &self.path("archive"), &variables);
                said += &done.map_err(|said| format!("{name}: {said}"))?;
            }
        }
        Ok(said)
    }

    /// Lets another run publish the preview of request 8, once, when the next push of this archive is on its way.
    fn be_overtaken(&self) {
        let hook = self.path("archive/.git/hooks/pre-push");
        let lines = [
            "#!/bin/sh",
            "[ -e ../overtaken ] && exit 0",
            ": > ../overtaken",
            "cd ../remote.git",
            "export GIT_DIR=\"$PWD\" GIT_INDEX_FILE=\"$PWD/other.index\"",
            "git read-tree gh-pages",
            "page=$(echo other | git hash-object -w --stdin)",
            "git update-index --add --cacheinfo \"100644,$page,preview/8/index.html\"",
            "git update-ref refs/heads/gh-pages \"$(git commit-tree \"$(git write-tree)\" -m Other)\"\n",
        ];
        write(&hook, lines.join("\n").as_bytes());
        self.run("chmod +x .git/hooks/pre-push", &self.path("archive"), &[]);
    }
}

#[test]
fn github_publishes_the_site_and_previews_beside_it() {
    let host = Host::new("github");
    host.github("push", "", 0).unwrap();
    let address = "https://county.github.io/plans/";
    let home = host.published("index.html").expect("a site");
    assert!(home.contains(&format!("href=\"{address}")) && !home.contains("preview"));
    assert!(host.published(".nojekyll").is_some() && host.published("find/entry.bin").is_some());
    let summary = std::fs::read_to_string(host.path("summary.md")).unwrap();
    assert!(summary.contains("| Plans added | 1 |") && summary.contains("云岫县2024年教育工作要点"), "{summary}");

    // A pull request: a run starts from a fresh clone.
    let fresh = || host.run("rm -rf public .public.next .planarium content/plans static", &host.path("archive"), &[]);
    fresh();
    let plan = host.path("archive/plans/新.md");
    write(&plan, "# 青禾县2024年教育工作计划\n\n一、总体要求\n\n推进义务教育优质均衡发展。\n".as_bytes());
    host.commit("A plan without its line in the lock");
    let refused = host.github("pull_request", "opened", 7).unwrap_err();
    assert!(refused.starts_with("Check the plans") && refused.contains("plans.lock would change"), "{refused}");
    host.run("planarium index", &host.path("archive"), &[]);
    host.commit("Its line");
    fresh();
    host.github("pull_request", "synchronize", 7).unwrap();
    let preview = host.published("preview/7/index.html").expect("a preview");
    assert!(preview.contains(&format!("href=\"{address}preview/7/")) && preview.contains("青禾县2024年教育工作计划"));
    assert!(host.published("index.html").unwrap() == home, "the site stays as it was");

    fresh();
    host.be_overtaken();
    host.github("push", "", 0).unwrap();
    assert!(host.published("index.html").unwrap().contains("青禾县2024年教育工作计划"));
    assert!(host.published("preview/8/index.html").is_some(), "what another run published meanwhile stays");
    assert!(host.published("preview/7/index.html").is_some(), "a preview stays until its request is closed");
    fresh();
    host.github("pull_request", "closed", 7).unwrap();
    assert!(host.published("preview/7/index.html").is_none() && host.published("index.html").is_some());
}

#[test]
fn gitlab_publishes_pages_and_reports_on_lines() {
    let host = Host::new("gitlab");
    let text = std::fs::read_to_string(host.path("archive/.gitlab-ci.yml")).unwrap();
    let pipeline: Value = serde_saphyr::from_str(&text).unwrap();
    let lines = |value: &Value| {
        let lines = value.as_array().unwrap().iter().map(|line| line.as_str().unwrap().to_owned());
        lines.collect::<Vec<_>>().join("\n")
    };
    let root = host.path("archive").display().to_string();
    host.git("push -q origin main");
    let before = host.git("rev-parse HEAD");
    let job = |name: &str, address: &str| {
        let script = format!("{}\n{}", lines(&pipeline["default"]["before_script"]), lines(&pipeline[name]["script"]));
        let variables = [
            ("CI_PROJECT_DIR", root.as_str()),
            ("PLANARIUM_SOURCE", "https://git.example/planarium"),
            ("CI_PAGES_URL", address),
            ("CI_MERGE_REQUEST_IID", "7"),
            ("CI_MERGE_REQUEST_DIFF_BASE_SHA", before.trim()),
        ];
        host.attempt(&script, &host.path("archive"), &variables)
    };
    let site = "https://county.pages.example/education/plans";
    let shows = |address: &str| {
        let home = std::fs::read_to_string(host.path("archive/public/index.html")).unwrap();
        assert!(home.contains(&format!("href=\"{address}/")), "{address}");
    };
    job("findings", site).unwrap();
    let findings = std::fs::read(host.path("archive/gl-code-quality-report.json")).unwrap();
    assert!(serde_json::from_slice::<Value>(&findings).unwrap().is_array());
    job("pages", site).unwrap();
    shows(site);

    // A merge request of two commits: what they add is counted from the branch that they are for.
    for year in [2024, 2025] {
        let plan = host.path(&format!("archive/plans/{year}.md"));
        let text = format!("# 青禾县{year}年教育工作计划\n\n一、总体要求\n\n推进{year}年义务教育优质均衡发展。\n");
        write(&plan, text.as_bytes());
        host.run("planarium index && rm -f report.md", &host.path("archive"), &[]);
        host.commit("A plan");
    }
    let report = || std::fs::read_to_string(host.path("archive/report.md")).unwrap();
    assert!(job("preview", site).is_err(), "a preview does not take the place of the site");
    job("preview", &format!("{site}/mr-7")).unwrap();
    shows(&format!("{site}/mr-7"));
    assert!(report().contains("| Plans added | 2 |"), "{}", report());
    job("preview-files", site).unwrap();
    shows("http://127.0.0.1:8080");
}
