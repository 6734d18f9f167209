# The commands of this project. `make site` builds the tool and a site, `make test` runs everything that CI runs.

.PHONY: help site test soak bench-build bench-search bench-staff

help:
	@echo "make site               build the tool and this archive's site"
	@echo "make site PLANS=folder  build the site of another folder of plans, under target/site/"
	@echo "make bench-build        cost of a whole build and of one edited plan, beside Zola and Pagefind [SIZES=\"1000\"] [PEER=no]"
	@echo "make soak               the tests that take long, at most 30 minutes: random bytes, a build killed 200 times,"
	@echo "                        100,000 questions to search, 60 histories of edits"
	@echo "make test               format, lints, tests, docs, the committed search code, a real browser"
	@echo "make bench-search TEXTS=folder [SIZES=\"3480 20000\"] [EVERY=number] [PEER=no]"
	@echo "                        what search over a folder of Markdown costs a reader, beside Pagefind"
	@echo "make bench-staff [PLANS=folder|COUNT=100000]"
	@echo "                        milliseconds of \`planarium search\` as a whole process, over a folder or made-up plans"

site:
	@scripts/site "$(PLANS)"

test:
	@scripts/test

soak:
	@scripts/soak

bench-search:
	@scripts/bench-search/run "$(TEXTS)"

bench-staff:
	cargo build --release --locked
	@node scripts/bench-staff.mjs "$(or $(PLANS),$(COUNT),3480)"

bench-build:
	@scripts/zola
	cargo build --release --locked
	@PLANARIUM_ZOLA="$(CURDIR)/target/zola/zola" node scripts/bench-build.mjs
