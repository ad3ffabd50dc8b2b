package dev.sqlane.lab.report;

import dev.sqlane.lab.Measure;
import dev.sqlane.lab.RoundResult;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * What a page has to say about a scenario for readers who have never seen it.
 *
 * @param heading what it is about, in a few words
 * @param summary what it does, in two sentences
 * @param latency what the latencies are those of, as the title of an axis, without the unit
 * @param bars what is drawn as bars, the most telling first
 */
record ScenarioText(String heading, String summary, String latency, List<Bars> bars) {
    /**
     * A figure of each round, to be drawn as bars.
     *
     * @param title above the chart
     * @param axis below the axis, with the unit
     * @param figure of a round
     */
    record Bars(String title, String axis, ToDoubleFunction<RoundResult> figure) {}

    static ScenarioText of(String scenario) {
        return switch (scenario) {
            case "boots" ->
                new ScenarioText(
                        "sandboxes that boot all at once",
                        "One host process boots many sandboxes at the same moment and writes each of them down, while every"
                                + " sandbox reports into the same file from another process. No boot is tried again: one"
                                + " error, and it is lost.",
                        "Duration of a boot",
                        List.of(throughput("Boots per second", "boots per second")));
            case "upgrade" ->
                new ScenarioText(
                        "transactions that read, think, then write",
                        "Threads move money between a few shared accounts: each transaction reads two balances, thinks for up"
                                + " to 2 ms, then writes both. A transfer that fails is counted as an error and tried again"
                                + " at once, and its latency runs from the first attempt.",
                        "Duration of a transfer",
                        List.of(throughput("Transfers per second", "transfers per second")));
            case "writes" ->
                new ScenarioText(
                        "small transactions from many threads",
                        "Each thread runs one small transaction of inserts and updates after another, as fast as they go. One"
                                + " that fails is counted as an error and tried again at once, and its latency runs from the"
                                + " first attempt.",
                        "Duration of a unit",
                        List.of(throughput("Units per second", "units per second")));
            case "kills" ->
                new ScenarioText(
                        "processes that are killed while they write",
                        "A process writes with many threads until it is killed, as by kill -9; the next one goes on with what it"
                                + " has left. After each kill every unit that a thread was told is done must be there, once"
                                + " and whole.",
                        "Time from opening the file to the first unit",
                        List.of(throughput("Acknowledged units per second", "units per second of a process's life")));
            case "mixed" ->
                new ScenarioText(
                        "reads at fixed times beside saturating writers",
                        "Reads by primary key are due at fixed times while writers keep the file as busy as they can."
                                + " The latencies are the readers', from the time at which each read was due, so that a pause"
                                + " shows in all the reads that it delayed. With the setting \"saturating\" each thread reads one"
                                + " row after another instead.",
                        "Latency of a read",
                        List.of(
                                measure("Writes per second", "units written per second", "writesPerSecond"),
                                measure("Reads per second", "reads per second", "readsPerSecond")));
            case "slow-unit" ->
                new ScenarioText(
                        "small units beside one that takes long",
                        "Small units that write are due at fixed times, and once a second another one keeps its transaction"
                                + " open for long. All figures are those of the small units, whose latency runs from the time"
                                + " at which each was due.",
                        "Latency of a small unit",
                        List.of(
                                measure("Late small units", "small units later than 10 ms in a round", "lateUnits"),
                                throughput("Small units per second", "small units per second")));
            case "reads" ->
                new ScenarioText(
                        "point reads, nothing else",
                        "Each thread reads one random row by its primary key after another, from a table that nobody changes."
                                + " What is compared is the way from the call to the row and back.",
                        "Duration of a read",
                        List.of(throughput("Reads per second", "reads per second")));
            case "stall" ->
                new ScenarioText(
                        "virtual threads while others wait for a lock",
                        "Virtual threads want to write while another process holds the lock, others run long reads, and one"
                                + " that has no part in it ticks each millisecond. A long gap between two ticks means that"
                                + " the whole program stood still.",
                        "Duration of a unit",
                        List.of(measure(
                                "Longest gap between two ticks",
                                "longest gap, ms (less is better)",
                                "longestGapMillis")));
            default ->
                new ScenarioText(
                        "a scenario of the laboratory",
                        "Each strategy did the same work, on fresh files. The databases were checked afterwards.",
                        "Latency",
                        List.of(throughput("Throughput", "completed per second")));
        };
    }

    private static Bars throughput(String title, String axis) {
        return new Bars(title, axis, RoundResult::perSecond);
    }

    private static Bars measure(String title, String axis, String name) {
        return new Bars(title, axis, round -> {
            Measure measure = round.measures().get(name);
            return measure == null ? 0 : measure.value();
        });
    }
}
