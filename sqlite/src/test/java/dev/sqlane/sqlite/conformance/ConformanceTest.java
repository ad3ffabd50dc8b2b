package dev.sqlane.sqlite.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sqlane.sqlite.GroupCommit;
import dev.sqlane.sqlite.Invariants;
import dev.sqlane.sqlite.Sqlite;
import dev.sqlane.sqlite.SqliteDatabase;
import dev.sqlane.sqlite.conformance.Differences.Difference;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What programs do by JDBC comes to the same as with the plain driver, on each of the three DataSources. Where it does not,
 * {@code docs/jdbc.md} lists what it comes to instead, and why; and it lists nothing else.
 */
class ConformanceTest {
    private static final Map<Differences.Key, Difference> LISTED = Differences.listed();

    @TempDir
    static Path folder;

    private static final Map<Way, SqliteDatabase> UNCHANGED = new EnumMap<>(Way.class);

    @BeforeAll
    static void openWhatCallsThatReadShare() throws SQLException {
        create(Way.PLAIN.toString());
        for (Way way : List.of(Way.READ_POOL, Way.WRITE_POOL, Way.DROP_IN)) {
            UNCHANGED.put(way, Sqlite.open(create(way.toString())));
        }
    }

    @AfterAll
    static void close() throws SQLException {
        for (SqliteDatabase db : UNCHANGED.values()) {
            db.close();
        }
    }

    static Stream<JdbcCall> calls() {
        List<JdbcCall> calls = new ArrayList<>();
        JdbcCall.Table table = new JdbcCall.Table(calls::add);
        ConnectionCalls.addTo(table);
        StatementCalls.addTo(table);
        ResultSetCalls.addTo(table);
        return calls.stream();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("calls")
    void itComesToTheSameOrTheDifferenceIsListed(JdbcCall call) throws SQLException {
        Map<Differences.Key, Difference> found = new LinkedHashMap<>();
        Map<String, String> plain = outcome(call, Way.PLAIN);
        for (Way way : Way.values()) {
            if (way == Way.PLAIN || (way == Way.READ_POOL && !call.reads())) {
                continue;
            }
            outcome(call, way).forEach((part, ours) -> {
                String theirs = plain.get(part);
                if (!ours.equals(theirs)) {
                    Differences.Key key = new Differences.Key(call.name(), part, way);
                    found.put(key, new Difference(theirs, ours, reason(key)));
                }
            });
        }
        Map<Differences.Key, Difference> listed = new LinkedHashMap<>(LISTED);
        listed.keySet().removeIf(key -> !key.call().equals(call.name()));
        assertThat(found).isEqualTo(listed);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("calls")
    void sharingCommitsChangesNothing(JdbcCall call) throws SQLException {
        if (call.reads()) {
            return;
        }
        try (SqliteDatabase alone = Sqlite.open(create("alone for " + call));
                SqliteDatabase sharing = Sqlite.builder(create("sharing for " + call))
                        .groupCommit(GroupCommit.ALL)
                        .open()) {
            assertThat(outcome(call, Way.DROP_IN, sharing)).isEqualTo(outcome(call, Way.DROP_IN, alone));
        }
    }

    private static String reason(Differences.Key key) {
        Difference listed = LISTED.get(key);
        return listed == null ? "not listed" : listed.reason();
    }

    private static Map<String, String> outcome(JdbcCall call, Way way) throws SQLException {
        if (way == Way.PLAIN) {
            Path file = call.reads() ? folder.resolve(way.toString()) : create("plain for " + call);
            return plainOutcome(call, file);
        }
        SqliteDatabase shared = UNCHANGED.get(way);
        if (call.reads()) {
            return outcome(call, way, shared);
        }
        try (SqliteDatabase db = Sqlite.open(create(way + " for " + call))) {
            return outcome(call, way, db);
        }
    }

    private static Map<String, String> plainOutcome(JdbcCall call, Path file) throws SQLException {
        Connection c = Way.plain(file);
        try {
            return Outcome.of(call, c);
        } finally {
            try {
                c.close();
            } catch (SQLException e) {
                // After some errors the driver can't close a connection in order.
            }
        }
    }

    private static Map<String, String> outcome(JdbcCall call, Way way, SqliteDatabase db) throws SQLException {
        Map<String, String> outcome;
        try (Connection c = way.connect(db)) {
            outcome = Outcome.of(call, c);
        }
        Invariants.check(db);
        return outcome;
    }

    private static Path create(String name) throws SQLException {
        Path file = folder.resolve(name.replaceAll("[^a-zA-Z ]", "_"));
        try (Connection c = Way.plain(file);
                Statement s = c.createStatement()) {
            s.executeUpdate("""
                    pragma journal_mode=wal;
                    pragma synchronous=off;
                    create table item (
                        id integer primary key,
                        name text unique,
                        price real check (price >= 0),
                        data blob,
                        note varchar(20) default 'n');
                    create table child (
                        id integer primary key autoincrement,
                        item_id integer not null references item (id));
                    create index child_item on child (item_id);
                    insert into item values
                        (1, 'one', 1.5, x'0102', null),
                        (2, 'two', 2, null, 'b'),
                        (3, 'three', null, x'', ''),
                        (4, '1234', 1e300, x'31', '1.5');
                    insert into child values (1, 1), (2, 1), (3, 2);
                    """);
        }
        return file;
    }

    @Test
    void eachListedDifferenceIsOfACallThatIsMadeAndHasAReason() {
        assertThat(LISTED).isNotEmpty();
        assertThat(LISTED.keySet().stream().map(Differences.Key::call).distinct())
                .isSubsetOf(calls().map(JdbcCall::name).toList());
        assertThat(LISTED.values())
                .allSatisfy(difference -> assertThat(difference.reason()).isNotBlank());
    }

    @Test
    void noTwoCallsHaveOneName() {
        assertThat(calls().map(JdbcCall::name)).doesNotHaveDuplicates();
    }
}
