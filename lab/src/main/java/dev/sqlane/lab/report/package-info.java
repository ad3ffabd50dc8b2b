/**
 * How the laboratory shows what it found: {@link dev.sqlane.lab.report.TextReport} and, with charts,
 * {@link dev.sqlane.lab.report.HtmlReport} for people, {@link dev.sqlane.lab.report.JsonReport} for programs, and, while it works,
 * {@link dev.sqlane.lab.report.BarProgress} or {@link dev.sqlane.lab.report.LineProgress}.
 */
package dev.sqlane.lab.report;
