package dev.sqlane.lab.strategy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sqlane.lab.scenario.PlainFile;
import dev.sqlane.sqlite.SqliteConfiguration;
import dev.sqlane.sqlite.Synchronous;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every strategy must do, or its figures would be those of something else. */
final class StrategiesTest {
    private static final SqliteConfiguration FULL =
            SqliteConfiguration.builder().synchronous(Synchronous.FULL).build();
    private static final String INSERT = "insert into note (id, text) values (?, ?)";
    private static final String COUNT = "select count(*) from note";

    @TempDir
    private Path folder;

    private Path path;

    static Stream<Named<Strategy>> all() {
        Strategies strategies = new Strategies(FULL);
        return strategies.descriptions().keySet().stream().map(name -> Named.of(name, strategies.named(name)));
    }

    @BeforeEach
    void createFile() throws SQLException {
        path = folder.resolve("lab.db");
        PlainFile.create(path, List.of("create table note (id integer primary key, text text not null)"))
                .close();
    }

    private static long count(Session session) throws SQLException {
        return session.read(s -> s.queryOne(COUNT, row -> row.number(1)).orElseThrow());
    }

    @ParameterizedTest
    @MethodSource("all")
    void readsAndWrites(Strategy strategy) throws SQLException {
        try (Session session = strategy.open(path)) {
            session.write("insert", s -> s.update(INSERT, 1, "one"));
            long changed = session.transaction("two", s -> {
                s.update(INSERT, 2, "two");
                return s.update("update note set text = text || '!' where id <= ?", 2);
            });

            assertThat(changed).isEqualTo(2);
            assertThat(session.<List<String>>read(
                            s -> s.query("select text from note order by id", row -> row.text(1))))
                    .containsExactly("one!", "two!");
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void aTransactionThatFailsLeavesNothing(Strategy strategy) throws SQLException {
        try (Session session = strategy.open(path)) {
            assertThatThrownBy(() -> session.transaction("failing", s -> {
                        s.update(INSERT, 1, "one");
                        return s.update(INSERT, 1, "one again");
                    }))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("UNIQUE");
            assertThat(count(session)).isZero();

            // The connection that failed is as good as new.
            session.transaction("succeeding", s -> s.update(INSERT, 1, "one"));
            assertThat(count(session)).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void allPayForTheSamePromise(Strategy strategy) throws SQLException {
        try (Session session = strategy.open(path)) {
            long synchronous = session.write(
                    "pragma",
                    s -> s.queryOne("pragma synchronous", row -> row.number(1)).orElseThrow());
            long foreignKeys = session.write(
                    "pragma",
                    s -> s.queryOne("pragma foreign_keys", row -> row.number(1)).orElseThrow());

            assertThat(synchronous).isEqualTo(2);
            assertThat(foreignKeys).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void aReporterWrites(Strategy strategy) throws SQLException {
        try (Session session = strategy.openReporter(path)) {
            session.transaction("report", s -> s.update(INSERT, 1, "one"));
        }
        try (PlainFile file = PlainFile.open(path)) {
            assertThat(file.number(COUNT)).isEqualTo(1);
        }
    }
}
