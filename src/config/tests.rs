use super::*;

#[test]
fn overrides_win_over_the_file() {
    let folder = tempfile::tempdir().unwrap();
    assert!(matches!(Site::open(folder.path(), &Overrides::default()), Err(ConfigError::Missing(_))));
    let config = "base_url = \"https://a.example/b\"\n[extra.planarium]\nmax_files = 900\n";
    std::fs::write(folder.path().join("config.toml"), config).unwrap();
    let site = Site::open(folder.path(), &Overrides::default()).unwrap();
    assert_eq!(site.base_url, "https://a.example/b/");
    assert_eq!(site.max_files, Some(900));
    assert_eq!(site.plans, site.root.join("plans"));
    let overrides = Overrides { base_url: Some("/x/".into()), plans: Some("/p".into()), out: None };
    let site = Site::open(folder.path(), &overrides).unwrap();
    assert_eq!((site.base_url.as_str(), site.plans.as_path()), ("/x/", Path::new("/p")));
}

fn open(config: &str, out: Option<&str>) -> Result<Site, String> {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir_all(folder.path().join("plans/内部")).unwrap();
    std::fs::write(folder.path().join("config.toml"), config).unwrap();
    let overrides = Overrides { out: out.map(|out| folder.path().join(out)), ..Overrides::default() };
    Site::open(folder.path(), &overrides).map_err(|error| error.to_string())
}

#[test]
fn a_misspelt_or_misplaced_setting_is_refused() {
    assert!(open("[extra.planarium]\nstaff = [\"plans/内部/\"]\nreport = \"x\"\n", None).is_ok());
    for config in [
        "[extra.planarium]\nstaf = [\"plans/内部/\"]\n",
        "[extra]\nstaff = [\"plans/内部/\"]\n",
        "withheld = [\"plans/内部/\"]\n",
        "[extra.planarum]\nstaff = [\"plans/内部/\"]\n",
    ] {
        let error = open(config, None).unwrap_err();
        assert!(error.contains("config.toml") && (error.contains("sta") || error.contains("withheld")), "{error}");
    }
}

#[test]
fn an_address_is_one() {
    for address in ["foo", "example.org", "ftp://example.org", "https://"] {
        assert!(open(&format!("base_url = \"{address}\"\n"), None).is_err(), "{address}");
    }
    for address in ["/", "/plans", "http://127.0.0.1:8080", "https://文库.example/计划/"] {
        assert!(open(&format!("base_url = \"{address}\"\n"), None).is_ok(), "{address}");
    }
}

#[test]
fn a_site_is_not_made_inside_what_it_is_made_from() {
    for out in ["static/site", "content", "plans/内部", "plans", ""] {
        assert!(open("", Some(out)).is_err(), "{out}");
    }
    assert!(open("", Some("dist")).is_ok());
}

#[cfg(unix)]
#[test]
fn a_link_to_the_site_is_followed() {
    let folder = tempfile::tempdir().unwrap();
    let www = folder.path().join("www");
    std::fs::create_dir(&www).unwrap();
    std::fs::write(folder.path().join("config.toml"), "").unwrap();
    std::os::unix::fs::symlink(&www, folder.path().join("public")).unwrap();
    let site = Site::open(folder.path(), &Overrides::default()).unwrap();
    assert_eq!(site.out, www.canonicalize().unwrap());
}

#[test]
fn broken_toml_names_the_file() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("config.toml"), "base_url = \n").unwrap();
    let error = Site::open(folder.path(), &Overrides::default()).unwrap_err();
    assert!(error.to_string().contains("config.toml"), "{error}");
}
