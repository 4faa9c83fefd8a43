# Everything that is done to this project by a command. `make help` lists it.

PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check
COMPILE := $(BIN)/pip-compile --quiet --generate-hashes --allow-unsafe --strip-extras --no-emit-options \
	--no-emit-index-url --no-emit-find-links --no-emit-trusted-host
export PYTHONUTF8 := 1

.DEFAULT_GOAL := help
.PHONY: help install run test test-deep screenshots handbook benchmarks lint format requirements

help: ## 列出各项命令
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' Makefile | expand -t 16

install: .venv/.run ## 只安装，不建数据库（正式使用见 README）
	@echo "已安装：.venv/bin/lianmeng"

run: .venv/.run ## 安装，建演示数据库，在 127.0.0.1:8000 提供服务
	@$(BIN)/lianmeng serve

test: .venv/.test ## 全部检查和测试（格式、类型、SQLite、PostgreSQL、浏览器）
	@$(BIN)/python tests/run.py

test-deep: .venv/.test ## 同上，随机试例多得多
	@$(BIN)/python tests/run.py --deep

screenshots: .venv/.test ## 演示的每一页拍下画面，放在 var/screenshots
	@$(BIN)/python -m tests.browser.screenshots var/screenshots

handbook: .venv/.test ## 重拍手册的画面
	@$(BIN)/python -m tests.browser.handbook docs/handbook/images

benchmarks: .venv/.test ## 测量速度，列成一张表，约半小时（QUICK=1 约五分钟）
	@$(BIN)/python -m benchmarks $(if $(QUICK),--quick)

lint: .venv/.test ## 只查格式、类型、引用约定、数据库迁移
	@$(BIN)/python tests/run.py --only lint

format: .venv/.test ## 按项目的格式整理源码
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

requirements: .venv/.test ## 把 requirements/*.in 锁定到最新版本和校验值
	@CUSTOM_COMPILE_COMMAND="make requirements" $(COMPILE) --upgrade -o requirements/run.txt requirements/run.in
	@CUSTOM_COMPILE_COMMAND="make requirements" $(COMPILE) --upgrade -o requirements/test.txt requirements/test.in

# The files .venv/.run and .venv/.test stand for what has been installed.

.venv/.run: requirements/run.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo \
		"需要 Python 3.11 或更新的版本，$(PYTHON) 不是。改用别的：make run PYTHON=python3.12"; exit 1; }
	@echo "正在安装到 .venv，只此一次，约一分钟……"
	@$(PYTHON) -m venv .venv
	@$(PIP) --require-hashes -r requirements/run.txt
	@$(PIP) --no-deps --no-build-isolation --editable .
	@touch $@

.venv/.test: .venv/.run requirements/test.txt
	@echo "正在安装测试工具……"
	@$(PIP) --require-hashes -r requirements/test.txt
	@touch $@
