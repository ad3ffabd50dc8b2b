/**
 * Other operating-system processes and how the laboratory talks to them: {@link dev.sqlane.lab.process.WorkerProcess} on its side,
 * {@link dev.sqlane.lab.process.MessageChannel} on theirs, {@link dev.sqlane.lab.process.Message} between.
 */
package dev.sqlane.lab.process;
