package dev.sqlane.micrometer;

import dev.sqlane.Database;
import dev.sqlane.UncheckedSqlException;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Meters of one open database:
 *
 * <pre>{@code
 * DatabaseMeters meters = new DatabaseMeters(db, "app");
 * meters.bindTo(registry);
 * }</pre>
 *
 * <p>Counters that the database keeps itself tell of all that happened since it was opened; timers, distributions, and the counts of busy
 * answers and refusals of what happens from then on. Gauges are read when the registry asks for them.
 *
 * <p>Each meter has the tag {@code pool}, those of a pool {@code role} as well ({@code read} or {@code write}). The number of time series is bounded: other
 * tags have few values, and tasks are told apart only {@linkplain #withTaskNames where that is wanted}.
 *
 * <p>Safe for use by many threads.
 *
 * @since 0.1.0
 */
public final class DatabaseMeters implements MeterBinder, AutoCloseable {
    private final Database database;
    private final String pool;
    private final List<Tag> tags;
    private final int taskNames;
    private final Map<MeterRegistry, Binding> bindings = new ConcurrentHashMap<>();

    /**
     * @param pool names the database in the tag {@code pool}; it tells several databases of a program apart
     */
    public DatabaseMeters(Database database, String pool) {
        this(database, pool, List.of());
    }

    /** As {@link #DatabaseMeters(Database, String)}, with further tags for each of the meters named {@code sqlane.…}. */
    public DatabaseMeters(Database database, String pool, Iterable<Tag> tags) {
        this(database, pool, Tags.of(tags).stream().toList(), 0);
    }

    private DatabaseMeters(Database database, String pool, List<Tag> tags, int taskNames) {
        this.database = Objects.requireNonNull(database, "database");
        this.pool = Objects.requireNonNull(pool, "pool");
        this.tags = tags;
        this.taskNames = taskNames;
    }

    /**
     * Returns meters of the same database in which {@code sqlane.connections.acquire} and {@code sqlane.connections.usage} have the tag {@code
     * task}, the task's name. The first {@code limit} names are told apart, all further ones are {@code other}.
     *
     * @param limit 1 to 1,000; each name makes time series of its own
     * @throws IllegalArgumentException if the limit is outside that
     */
    public DatabaseMeters withTaskNames(int limit) {
        if (limit < 1 || limit > 1_000) {
            throw new IllegalArgumentException(
                    "limit " + limit + " is not from 1 to 1,000; give the number of task names to be told apart");
        }
        return new DatabaseMeters(database, pool, tags, limit);
    }

    /**
     * Registers the meters and listens to the database. Binding to the same registry again does nothing.
     *
     * @throws UncheckedSqlException if the database is closed
     */
    @Override
    public void bindTo(MeterRegistry registry) {
        bindings.computeIfAbsent(registry, this::bind);
    }

    private Binding bind(MeterRegistry registry) {
        Registration meters = new Registration(registry, Tags.of(tags).and("pool", pool));
        UnitMeters units = unitMeters(meters);
        try {
            database.addListener(units);
        } catch (SQLException e) {
            throw new UncheckedSqlException(e);
        }
        Binding binding = new Binding(meters, units);
        boolean registered = false;
        try {
            StatisticsMeters.register(meters, database, pool);
            registered = true;
            return binding;
        } finally {
            if (!registered) {
                end(binding);
            }
        }
    }

    private void end(Binding binding) {
        database.removeListener(binding.units);
        binding.meters.removeAll();
    }

    private UnitMeters unitMeters(Registration meters) {
        try {
            return SqliteMeters.orNeutral(meters, taskNames, database);
        } catch (NoClassDefFoundError e) {
            // Another engine's database, in a program without SQLite.
            return new UnitMeters(meters, taskNames);
        }
    }

    /** Stops listening, and removes the meters from their registries. The database stays open. */
    @Override
    public void close() {
        bindings.keySet().forEach(registry -> {
            Binding binding = bindings.remove(registry);
            if (binding != null) {
                end(binding);
            }
        });
    }

    private record Binding(Registration meters, UnitMeters units) {}
}
