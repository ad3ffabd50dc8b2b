/**
 * What every scenario is made of.
 *
 * <p>A {@link dev.sqlane.lab.scenario.Scenario} runs one {@link dev.sqlane.lab.scenario.Round} after another. In a round it sets a
 * {@link dev.sqlane.lab.scenario.PlainFile} up, opens it through the round's strategy, lets threads work on it, closes
 * it, and checks what is in the file. {@link dev.sqlane.lab.scenario.Latencies} and {@link dev.sqlane.lab.scenario.FailureTally} collect what
 * the application noticed meanwhile.
 */
package dev.sqlane.lab.scenario;
