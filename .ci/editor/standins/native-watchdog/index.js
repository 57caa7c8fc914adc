// Would end an orphaned server; stands in for an addon that would have to be compiled.
"use strict";
exports.start = () => {};
exports.exit = (code) => process.exit(code ?? 0);
