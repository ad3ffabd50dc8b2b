package dev.sqlane.lab.scenario;

import dev.sqlane.lab.ErrorSample;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Counts the errors of a round, by kind. Safe for use by many threads. */
public final class FailureTally {
    private final Map<String, ErrorSample> byKind = new LinkedHashMap<>();

    public synchronized void add(Failure failure) {
        byKind.merge(
                failure.kind(),
                new ErrorSample(failure.kind(), failure.busy(), 1, failure.message()),
                (first, again) -> new ErrorSample(first.kind(), first.busy(), first.count() + 1, first.message()));
    }

    public synchronized long busy() {
        return byKind.values().stream()
                .filter(ErrorSample::busy)
                .mapToLong(ErrorSample::count)
                .sum();
    }

    public synchronized long other() {
        return byKind.values().stream()
                .filter(sample -> !sample.busy())
                .mapToLong(ErrorSample::count)
                .sum();
    }

    /** Returns one sample of each kind, in the order of their first appearance. */
    public synchronized List<ErrorSample> samples() {
        return List.copyOf(byKind.values());
    }
}
