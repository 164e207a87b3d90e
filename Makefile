# Needs Python 3.11 and make, nothing else. `make help` lists the targets.
PYTHON ?= python3
PORT ?= 8000
SIZES ?= 10000,100000
VENV := .venv
BIN := $(VENV)/bin
BUILT := lianxin/web/static/built/app.css
FONTS := lianxin/documents/built/OFL.txt
SOURCES := $(shell find frontend -type f -not -path '*/node_modules/*')
MESSAGES := $(wildcard lianxin/locale/*/LC_MESSAGES/*.po)
PYTEST := $(BIN)/pytest -n 2
NO_BROWSER := $(if $(wildcard /usr/bin/chromium),,-m "not browser")

.DEFAULT_GOAL := help
.PHONY: help setup demo serve test test-sqlite test-postgres check bench docs wheel clean

help: ## 列出可用的命令
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

$(VENV)/.locked: requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "需要 Python 3.11 或更新的版本，例如：make PYTHON=python3.11 $(MAKECMDGOALS)")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@touch $@

$(VENV)/.installed: $(VENV)/.locked pyproject.toml
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(BUILT): $(VENV)/.locked $(SOURCES)
	$(BIN)/python frontend/build.py
	@touch $@

$(FONTS): frontend/fonts.py frontend/package-lock.json | $(BUILT)
	$(BIN)/python frontend/fonts.py

$(VENV)/.messages: $(VENV)/.installed $(MESSAGES)
	@if [ -f tools/messages.py ]; then $(BIN)/python tools/messages.py compile; fi
	@touch $@

setup: $(VENV)/.installed $(BUILT) $(FONTS) $(VENV)/.messages ## 建立环境：依赖、前端、字体、译文

demo: setup ## 载入演示县并启动：http://127.0.0.1:8000（PORT=8001 换端口）
	@$(BIN)/lianxin migrate --verbosity 0
	@$(BIN)/lianxin demo
	@$(BIN)/lianxin serve --port $(PORT)

serve: setup ## 只启动，不载入演示数据
	@$(BIN)/lianxin migrate --verbosity 0
	@$(BIN)/lianxin serve --port $(PORT)

test: test-sqlite test-postgres ## 全部测试：SQLite，有 PostgreSQL 时再测一遍

test-sqlite: setup
	@$(BIN)/python tools/testing.py browser
	DATABASE_URL= $(PYTEST) $(NO_BROWSER)

test-postgres: setup
	@url="$$($(BIN)/python tools/testing.py postgres)"; \
	if [ -n "$$url" ]; then echo "PostgreSQL：$$url"; DATABASE_URL="$$url" $(PYTEST) -m "not browser"; \
	else echo "没有 PostgreSQL：只在 SQLite 上测试了"; fi

check: setup ## 静态检查：格式、类型、分层、迁移、译文、文档
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/lianxin makemigrations --check --dry-run
	$(BIN)/python tools/messages.py check
	$(BIN)/python tools/docs.py --check

bench: setup ## 速度：全过程、常用页面、公开记录，两种数据库（SIZES=10000,100000）
	$(BIN)/python bench/measure.py --sizes $(SIZES)
	@url="$$($(BIN)/python tools/testing.py postgres)"; \
	if [ -n "$$url" ]; then $(BIN)/python bench/measure.py --sizes $(SIZES) --database "$$url"; \
	else echo "没有 PostgreSQL：只在 SQLite 上测量了"; fi
	$(BIN)/python bench/ledger.py
	@if [ -x /usr/bin/chromium ]; then $(BIN)/python bench/weight.py; fi

docs: setup ## 由规则和接口生成 docs/law.md、docs/glossary.md、docs/api.md
	$(BIN)/python tools/docs.py
	$(BIN)/python tools/api.py

wheel: setup ## 打包 dist/*.whl，含前端和译文
	$(BIN)/python -m build --wheel --no-isolation

clean: ## 删除生成的文件；数据 var/ 保留
	rm -rf dist build frontend/node_modules lianxin/web/static/built lianxin/documents/built $(VENV) *.egg-info
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
