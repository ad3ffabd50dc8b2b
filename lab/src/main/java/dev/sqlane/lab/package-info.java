/**
 * The contention laboratory: what contention does to a JVM program on SQLite, measured on one's own machine and disk.
 *
 * <p>A {@link dev.sqlane.lab.Laboratory} runs one scenario ({@link dev.sqlane.lab.BootsSettings boots},
 * {@link dev.sqlane.lab.UpgradeSettings upgrade}, {@link dev.sqlane.lab.WritesSettings writes}, {@link dev.sqlane.lab.KillsSettings kills}, {@link dev.sqlane.lab.MixedSettings mixed},
 * {@link dev.sqlane.lab.SlowUnitSettings slow-unit}, {@link dev.sqlane.lab.ReadsSettings reads},
 * {@link dev.sqlane.lab.StallSettings stall}) with several strategies, Sqlane's and its peers', and makes a
 * {@link dev.sqlane.lab.LabReport}, as text, as JSON, or as a page with charts; {@link dev.sqlane.lab.LabReports} holds several. In each round every strategy runs once, on a fresh file, so that what the machine does
 * meanwhile meets all of them; the order turns from round to round. After each part of a round the database itself is
 * {@linkplain dev.sqlane.lab.Check checked}: figures of a strategy that loses data are worth nothing.
 * {@link dev.sqlane.lab.Scenarios} has all scenarios with default and with small settings.
 *
 * <p>Behind this package, each of its own: the strategies; what all scenarios share; each scenario; other processes and the
 * program that they run; reports.
 */
package dev.sqlane.lab;
