# The commands of this project. `make site` builds the tool and a site, `make test` runs everything that CI runs.

.PHONY: help site test

help:
	@echo "make site               build the tool and this archive's site"
	@echo "make site PLANS=folder  build the site of another folder of plans, under target/site/"
	@echo "make test               format, lints, tests, docs"

site:
	@scripts/site "$(PLANS)"

test:
	@scripts/test
