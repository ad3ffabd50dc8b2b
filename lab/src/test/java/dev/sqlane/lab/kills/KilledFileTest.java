package dev.sqlane.lab.kills;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sqlane.lab.Check;
import dev.sqlane.lab.Measure;
import dev.sqlane.lab.scenario.Failure;
import dev.sqlane.lab.scenario.PlainFile;
import dev.sqlane.lab.strategy.Session;
import dev.sqlane.lab.strategy.Strategies;
import dev.sqlane.lab.strategy.Strategy;
import dev.sqlane.lab.writes.UnitChecker;
import dev.sqlane.sqlite.SqliteConfiguration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a kill leaves must be found out, whatever it is. */
@Timeout(120)
final class KilledFileTest {
    private static final int THREADS = 2;
    private static final Strategy SQLANE = new Strategies(SqliteConfiguration.defaults()).named("sqlane");

    @TempDir
    private Path folder;

    private KilledFile file;

    @BeforeEach
    void create() throws SQLException {
        file = KilledFile.create(folder.resolve("lab.db"), THREADS);
    }

    /** The units of thread 0, of which it was told that so many are done. */
    private Told told(int written, int acknowledged) throws IOException, SQLException {
        try (Session session = SQLANE.open(file.path())) {
            for (int unit = 1; unit <= written; unit++) {
                int number = unit;
                session.transaction("unit", statements -> UntilKilled.UNIT.run(statements, 0, number));
            }
        }
        Path path = folder.resolve("told");
        Told.create(path, THREADS);
        Told.map(path, THREADS).note(0, acknowledged);
        return Told.read(path, THREADS);
    }

    private static List<String> failed(List<Check> checks) {
        return checks.stream().filter(check -> !check.held()).map(Check::name).toList();
    }

    @Test
    void theUnitUnderWayMayBeThere() throws Exception {
        file.add(told(3, 2));

        UnitChecker.Findings found = file.check();

        assertThat(failed(found.checks())).isEmpty();
        assertThat(found.untold()).isEqualTo(1);
        assertThat(file.firstThread()).isEqualTo(THREADS);
    }

    @Test
    void anAcknowledgedUnitThatIsNotThereIsLost() throws Exception {
        file.add(told(2, 3));

        assertThat(file.check().lost()).isEqualTo(1);
        assertThat(failed(file.check().checks())).containsExactly("every acknowledged unit is there");
    }

    @Test
    void aUnitBehindTheOneUnderWayHadNotBegun() throws Exception {
        file.add(told(3, 1));

        assertThat(failed(file.check().checks())).containsExactly("no unit that failed is there");
    }

    @Test
    void aTornUnitUnderWayIsHalved() throws Exception {
        Told told = told(3, 2);
        try (PlainFile plain = PlainFile.open(file.path())) {
            plain.execute("delete from entry where number = 3 and part = 1");
        }
        file.add(told);

        assertThat(file.check().halved()).isEqualTo(1);
        assertThat(failed(file.check().checks()))
                .containsExactly("every unit is whole", "each counter is what the entries say");
    }

    @Test
    void theTallyKeepsTheFirstFailureAndCountsTheProcessesThatFailedBeforeTheirKill() throws Exception {
        KillsTally tally = new KillsTally();
        Told told = told(2, 2);
        file.add(told);
        tally.add(true, told, file.check());
        try (PlainFile plain = PlainFile.open(file.path())) {
            plain.execute("delete from entry where number = 2 and part = 1");
        }
        tally.add(false, told, file.check());

        assertThat(tally.completed()).isEqualTo(4);
        assertThat(tally.measures()).containsEntry("kills", Measure.sum(2)).containsEntry("halved", Measure.sum(1));
        assertThat(failed(tally.checks()))
                .containsExactly(
                        "every unit is whole",
                        "each counter is what the entries say",
                        "every process wrote until it was killed");
        assertThat(tally.checks())
                .contains(
                        new Check("every unit is whole", false, "1 there in part, after kill 2"),
                        new Check("no unit is there twice", true, "all of them looked at, after each of 2 kills"));
    }

    /** The check must not take the recovery away from the next process. */
    @Test
    void whatAKillLeavesInTheLogIsCheckedAndStaysThere() throws Exception {
        Path wal = folder.resolve("lab.db-wal");
        try (Victim victim = Victim.start(folder, SQLANE, Map.of(), THREADS)) {
            victim.awaitWarm();
            victim.write(SQLANE, file);
            assertThat(victim.awaitFirstUnit()).isTrue();
            assertThat(victim.kill()).isEmpty();
            file.add(victim.told());
            long left = Files.size(wal);

            assertThat(left).isPositive();
            assertThat(failed(file.check().checks())).isEmpty();
            assertThat(wal).hasSize(left);
        }
        assertThat(folder)
                .isDirectoryNotContaining(path -> path.getFileName().toString().startsWith("process-"));
    }

    @Test
    void aProcessThatFailedWasNotKilled() throws Exception {
        try (PlainFile plain = PlainFile.open(file.path())) {
            plain.execute("drop table entry");
        }
        try (Victim victim = Victim.start(folder, SQLANE, Map.of(), THREADS)) {
            victim.awaitWarm();
            victim.write(SQLANE, file);

            assertThat(victim.awaitFirstUnit()).isFalse();
            assertThat(victim.kill())
                    .map(Failure::message)
                    .hasValueSatisfying(message -> assertThat(message).contains("no such table"));
        }
    }

    @Test
    void aProcessThatIsGoneWasNotKilledEither() throws Exception {
        try (Victim victim = Victim.start(folder, SQLANE, Map.of(), THREADS)) {
            victim.awaitWarm();
            assertThat(victim.kill()).isEmpty();
            assertThat(victim.kill()).map(Failure::message).hasValue("the process had ended by itself");
        }
    }
}
