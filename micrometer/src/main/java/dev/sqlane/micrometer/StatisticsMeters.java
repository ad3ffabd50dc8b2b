package dev.sqlane.micrometer;

import dev.sqlane.Database;
import dev.sqlane.DatabaseStatistics;
import dev.sqlane.PoolStatistics;
import dev.sqlane.Role;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/** The meters that are read from a database's own counts when somebody asks. */
final class StatisticsMeters {
    /** A pool is opened with one connection, and idle ones are not closed. */
    private static final double FEWEST_CONNECTIONS = 1;

    private static final String STATEMENTS = "sqlane.statement.cache";
    private static final String STATEMENTS_TOLD = "Prepared statements, by whether they were found in the cache";

    private StatisticsMeters() {}

    static void register(Registration meters, Database database, String pool) {
        registerPool(meters, database, pool, Role.READ, DatabaseStatistics::read);
        registerPool(meters, database, pool, Role.WRITE, DatabaseStatistics::write);
        units(meters, database, "committed", DatabaseStatistics::committed);
        units(meters, database, "rolled-back", DatabaseStatistics::rolledBack);
        meters.counts(
                "sqlane.transactions",
                "transactions",
                "Transactions in which write units were committed",
                database,
                source -> source.stats().transactions());
        meters.counts(
                "sqlane.replays",
                "units",
                "Runs of a unit that repeated an earlier one",
                database,
                source -> source.stats().replayed());
    }

    private static void units(
            Registration meters, Database database, String result, ToDoubleFunction<DatabaseStatistics> count) {
        meters.counts(
                "sqlane.units",
                "units",
                "Write units, by what became of them",
                database,
                source -> count.applyAsDouble(source.stats()),
                "result",
                result);
    }

    static String tag(Role role) {
        return role.name().toLowerCase(Locale.ROOT);
    }

    private static void registerPool(
            Registration meters,
            Database database,
            String pool,
            Role role,
            Function<DatabaseStatistics, PoolStatistics> statistics) {
        Pool meter = new Pool(meters.with("role", tag(role)), database, statistics, pool + "-" + tag(role));
        meter.gauge("sqlane.connections", "Connections that are open", stats -> stats.active() + stats.idle());
        meter.gauge("sqlane.connections.active", "Connections that are out", PoolStatistics::active);
        meter.gauge("sqlane.connections.idle", "Open connections that wait for a borrower", PoolStatistics::idle);
        meter.gauge("sqlane.connections.pending", "Borrowers that wait for a connection", PoolStatistics::waiting);
        meter.gauge("sqlane.connections.max", "The largest number of connections", PoolStatistics::maximum);
        meter.gauge("sqlane.connections.min", "The smallest number of connections", stats -> FEWEST_CONNECTIONS);
        meter.age(
                "sqlane.connections.oldest",
                "For how long the connection has been out that has been out for longest",
                StatisticsMeters::longestHold);
        meter.counts("sqlane.connections.opened", "connections", "Connections opened", PoolStatistics::opened);
        meter.counts(
                "sqlane.connections.discarded",
                "connections",
                "Connections closed because their state was in doubt",
                PoolStatistics::discarded);
        meter.counts(
                "sqlane.connections.leaked",
                "connections",
                "JDBC connections that were lost without close and taken back",
                PoolStatistics::leaked);
        meter.counts(
                "sqlane.connections.timeout",
                "borrowers",
                "Borrowers that gave up at their deadline",
                PoolStatistics::timedOut);
        meter.counts(STATEMENTS, "statements", STATEMENTS_TOLD, PoolStatistics::statementCacheHits, "result", "hit");
        meter.counts(STATEMENTS, "statements", STATEMENTS_TOLD, PoolStatistics::statementCacheMisses, "result", "miss");
        meter.jdbcGauge("jdbc.connections.active", "Connections that are out", PoolStatistics::active);
        meter.jdbcGauge("jdbc.connections.idle", "Open connections that wait for a borrower", PoolStatistics::idle);
        meter.jdbcGauge("jdbc.connections.max", "The largest number of connections", PoolStatistics::maximum);
        meter.jdbcGauge("jdbc.connections.min", "The smallest number of connections", stats -> FEWEST_CONNECTIONS);
    }

    private static double longestHold(PoolStatistics stats) {
        return stats.longestHolder()
                .map(holder -> holder.held().toNanos() / 1e9)
                .orElse(0.0);
    }

    /**
     * The meters of one pool.
     *
     * @param jdbcName what names the pool where each pool has a name of its own, and nothing else
     */
    private record Pool(
            Registration meters,
            Database database,
            Function<DatabaseStatistics, PoolStatistics> statistics,
            String jdbcName) {
        private ToDoubleFunction<Database> of(ToDoubleFunction<PoolStatistics> value) {
            return source -> value.applyAsDouble(statistics.apply(source.stats()));
        }

        void gauge(String name, String description, ToDoubleFunction<PoolStatistics> value) {
            meters.gauge(name, null, description, database, of(value));
        }

        void jdbcGauge(String name, String description, ToDoubleFunction<PoolStatistics> value) {
            meters.foreignGauge(name, description, database, of(value), jdbcName);
        }

        void age(String name, String description, ToDoubleFunction<PoolStatistics> seconds) {
            meters.age(name, description, database, of(seconds));
        }

        void counts(
                String name, String unit, String description, ToDoubleFunction<PoolStatistics> count, String... tags) {
            meters.counts(name, unit, description, database, of(count), tags);
        }
    }
}
