// Writes the editor's log files; stands in for an addon that would have to be compiled.
"use strict";
const fs = require("node:fs");
const path = require("node:path");

const levels = ["trace", "debug", "info", "warn", "error", "critical"];

class Logger {
  constructor(file) {
    this.file = file;
    this.level = levels.indexOf("info");
    this.plain = false;
    fs.mkdirSync(path.dirname(file), { recursive: true });
  }
  getLevel() {
    return this.level;
  }
  setLevel(level) {
    this.level = level;
  }
  clearFormatters() {
    this.plain = true;
  }
  setPattern() {}
  flush() {}
  drop() {}
}

for (const [level, name] of levels.entries()) {
  Logger.prototype[name] = function write(message) {
    if (level < this.level) return;
    const line = this.plain ? message : `${new Date().toISOString()} [${name}] ${message}\n`;
    // Logging goes on while the profile folder is being deleted.
    fs.appendFile(this.file, line, () => {});
  };
}

exports.version = 0;
exports.Logger = Logger;
exports.setLevel = exports.setFlushOn = exports.shutdown = () => {};
exports.createRotatingLogger = exports.createAsyncRotatingLogger = async (_name, file) =>
  new Logger(file);
