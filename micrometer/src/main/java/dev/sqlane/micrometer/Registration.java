package dev.sqlane.micrometer;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.Timer;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** Registers meters of one database in one registry, and removes them again. Safe for use by many threads. */
final class Registration {
    private final MeterRegistry registry;
    private final Tags tags;
    private final Set<Meter> registered;

    Registration(MeterRegistry registry, Tags tags) {
        this(registry, tags, ConcurrentHashMap.newKeySet());
    }

    private Registration(MeterRegistry registry, Tags tags, Set<Meter> registered) {
        this.registry = registry;
        this.tags = tags;
        this.registered = registered;
    }

    /** Returns one with a further tag; what it registers is removed with the meters of this. */
    Registration with(String key, String value) {
        return new Registration(registry, tags.and(key, value), registered);
    }

    private <M extends Meter> M registered(M meter) {
        registered.add(meter);
        return meter;
    }

    void removeAll() {
        registered.forEach(registry::remove);
        registered.clear();
    }

    Timer timer(String name, String description, String... more) {
        return registered(Timer.builder(name)
                .description(description)
                .tags(tags.and(more))
                .register(registry));
    }

    DistributionSummary summary(String name, String unit, String description) {
        return registered(DistributionSummary.builder(name)
                .description(description)
                .baseUnit(unit)
                .tags(tags)
                .register(registry));
    }

    /** Returns the counter, which is registered when it is first asked for. */
    Counter counter(String name, String unit, String description, String... more) {
        return registered(Counter.builder(name)
                .description(description)
                .baseUnit(unit)
                .tags(tags.and(more))
                .register(registry));
    }

    <T> void counts(String name, String unit, String description, T source, ToDoubleFunction<T> count, String... more) {
        registered(FunctionCounter.builder(name, source, count)
                .description(description)
                .baseUnit(unit)
                .tags(tags.and(more))
                .register(registry));
    }

    <T> void gauge(String name, @Nullable String unit, String description, T source, ToDoubleFunction<T> value) {
        registered(Gauge.builder(name, source, value)
                .description(description)
                .baseUnit(unit)
                .tags(tags)
                .register(registry));
    }

    /** A gauge whose only tag is {@code name}, as others have who register under that name too. */
    <T> void foreignGauge(String name, String description, T source, ToDoubleFunction<T> value, String tag) {
        registered(Gauge.builder(name, source, value)
                .description(description)
                .tags("name", tag)
                .register(registry));
    }

    /** A gauge of a time in seconds. */
    <T> void age(String name, String description, T source, ToDoubleFunction<T> seconds) {
        registered(TimeGauge.builder(name, source, TimeUnit.SECONDS, seconds)
                .description(description)
                .tags(tags)
                .register(registry));
    }
}
