/** The program that worker processes run; it is started by {@link dev.sqlane.lab.process.WorkerProcess}. */
package dev.sqlane.lab.worker;
