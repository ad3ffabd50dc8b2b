package dev.sqlane.lab;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What one strategy did in one round.
 *
 * @param round counted from 1
 * @param strategy its name
 * @param completed pieces of work that the application was told are done, and that are
 * @param lost pieces of work that were asked for and not done, or acknowledged and not found in the database
 * @param doubled pieces of work whose rows are there more than once
 * @param busyErrors errors seen by the application that say that another connection or process holds a lock
 * @param otherErrors all other errors seen by the application
 * @param seconds what {@code perSecond} divides by
 * @param perSecond completed per second
 * @param latency how long the completed ones took
 * @param measures what only this scenario measures, by the name it has in reports
 * @param timelines what was sampled while the round ran, by the name it has in reports; each in order of time
 * @param checks the questions put to the database afterwards
 * @param errors the kinds of error, each with a sample
 * @param remarks what a reader of the figures must know, such as that the round was stopped at its limit
 * @since 0.1.0
 */
public record RoundResult(
        int round,
        String strategy,
        long completed,
        long lost,
        long doubled,
        long busyErrors,
        long otherErrors,
        double seconds,
        double perSecond,
        LatencySummary latency,
        Map<String, Measure> measures,
        Map<String, List<Sample>> timelines,
        List<Check> checks,
        List<ErrorSample> errors,
        List<String> remarks) {
    public RoundResult {
        Objects.requireNonNull(strategy, "strategy");
        Objects.requireNonNull(latency, "latency");
        measures = Collections.unmodifiableMap(new LinkedHashMap<>(measures));
        Map<String, List<Sample>> samples = new LinkedHashMap<>();
        timelines.forEach((name, timeline) -> samples.put(name, List.copyOf(timeline)));
        timelines = Collections.unmodifiableMap(samples);
        checks = List.copyOf(checks);
        errors = List.copyOf(errors);
        remarks = List.copyOf(remarks);
    }

    /** Tells whether nothing was lost or doubled and every check held. */
    public boolean sound() {
        return lost == 0 && doubled == 0 && checks.stream().allMatch(Check::held);
    }
}
