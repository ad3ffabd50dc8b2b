package dev.sqlane.lab.writes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sqlane.lab.Check;
import dev.sqlane.lab.scenario.PlainFile;
import dev.sqlane.lab.strategy.Session;
import dev.sqlane.lab.strategy.Strategies;
import dev.sqlane.sqlite.SqliteConfiguration;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The checker must be able to fail: each kind of damage is done by hand to units that went well. */
final class UnitCheckerTest {
    private static final int THREADS = 3;
    private static final int UNITS = 10;

    /** Two entries and two updates. */
    private static final WriteUnit UNIT = new WriteUnit(4);

    @TempDir
    private Path folder;

    private Path path;
    private final List<BitSet> underWay = List.of(new BitSet(), new BitSet());
    private final List<BitSet> acknowledged = List.of(new BitSet(), new BitSet(), new BitSet());

    @BeforeEach
    void writeSome() throws SQLException {
        path = folder.resolve("lab.db");
        try (PlainFile file = PlainFile.create(path, List.of())) {
            WriteUnit.addTablesTo(file, THREADS);
        }
        // The last thread wrote nothing.
        for (int thread = 0; thread < THREADS - 1; thread++) {
            for (int number = 1; number <= UNITS; number++) {
                write(thread, number);
                acknowledged.get(thread).set(number);
            }
        }
    }

    private void write(int thread, long number) throws SQLException {
        try (Session session = new Strategies(SqliteConfiguration.defaults())
                .named("driver-single")
                .open(path)) {
            session.transaction("unit", statements -> UNIT.run(statements, thread, number));
        }
    }

    private UnitChecker.Findings after(String... damage) throws SQLException {
        try (PlainFile file = PlainFile.open(path)) {
            for (String statement : damage) {
                file.execute(statement);
            }
            return UnitChecker.check(file, UNIT, acknowledged, underWay);
        }
    }

    private static List<String> failed(UnitChecker.Findings found) {
        return found.checks().stream()
                .filter(check -> !check.held())
                .map(Check::name)
                .toList();
    }

    @Test
    void unitsThatWentWell() throws SQLException {
        UnitChecker.Findings found = after();

        assertThat(found.lost()).isZero();
        assertThat(found.halved()).isZero();
        assertThat(found.doubled()).isZero();
        assertThat(found.untold()).isZero();
        assertThat(failed(found)).isEmpty();
    }

    @Test
    void aUnitThatVanished() throws SQLException {
        UnitChecker.Findings found = after(
                "delete from entry where thread = 1 and number = 7",
                "update counter set changes = changes - 2, total = total - 14 where thread = 1");

        assertThat(found.lost()).isEqualTo(1);
        assertThat(failed(found)).containsExactly("every acknowledged unit is there");
    }

    @Test
    void aUnitThatWasDoneTwice() throws SQLException {
        write(1, 7);

        UnitChecker.Findings found = after();

        assertThat(found.doubled()).isEqualTo(1);
        assertThat(failed(found)).containsExactly("no unit is there twice");
    }

    @Test
    void aUnitOfWhichAPartVanished() throws SQLException {
        UnitChecker.Findings found = after("delete from entry where thread = 1 and number = 7 and part = 1");

        assertThat(found.halved()).isEqualTo(1);
        assertThat(failed(found)).containsExactly("every unit is whole", "each counter is what the entries say");
    }

    @Test
    void aUnitWithTheSamePartTwice() throws SQLException {
        assertThat(failed(after("update entry set part = 0 where thread = 1 and number = 7")))
                .containsExactly("every unit is whole");
    }

    @Test
    void anUpdateThatWasLost() throws SQLException {
        assertThat(failed(after("update counter set changes = changes - 1, total = total - 7 where thread = 1")))
                .containsExactly("each counter is what the entries say");
    }

    @Test
    void anUpdateOfTheWrongUnit() throws SQLException {
        assertThat(failed(after("update counter set total = total + 1 where thread = 1")))
                .containsExactly("each counter is what the entries say");
    }

    @Test
    void anUpdateOfAThreadThatWroteNothing() throws SQLException {
        assertThat(failed(after("update counter set changes = 1 where thread = 2")))
                .containsExactly("each counter is what the entries say");
    }

    @Test
    void aUnitUnderWayMayBeThereOrNot() throws SQLException {
        acknowledged.get(1).clear(UNITS);
        underWay.get(1).set(UNITS);
        underWay.get(0).set(UNITS + 1);

        UnitChecker.Findings found = after();

        assertThat(found.untold()).isEqualTo(1);
        assertThat(failed(found)).isEmpty();
    }

    @Test
    void aUnitThatFailedAndWasCommitted() throws SQLException {
        acknowledged.get(1).clear(7);

        assertThat(failed(after())).containsExactly("no unit that failed is there");
    }
}
