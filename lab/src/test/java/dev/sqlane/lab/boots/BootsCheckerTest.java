package dev.sqlane.lab.boots;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sqlane.lab.Check;
import dev.sqlane.lab.scenario.PlainFile;
import dev.sqlane.lab.scenario.Stop;
import dev.sqlane.lab.strategy.Session;
import dev.sqlane.lab.strategy.Strategies;
import dev.sqlane.lab.strategy.Strategy;
import dev.sqlane.sqlite.SqliteConfiguration;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The checker must be able to fail: each kind of damage is done by hand to three boots that went well. */
final class BootsCheckerTest {
    private static final int BOOTS = 3;
    private static final String SECOND = "(select id from sandbox where name = 'sandbox-00001')";
    private static final String SECOND_RUN = "(select id from run where sandbox_id = " + SECOND + ")";

    @TempDir
    private Path folder;

    private Path path;
    private final BitSet all = new BitSet();

    @BeforeEach
    void bootThree() throws SQLException {
        path = folder.resolve("lab.db");
        Catalog.create(path);
        Strategy strategy = new Strategies(SqliteConfiguration.defaults()).named("hikari-split");
        try (Session session = strategy.open(path)) {
            for (int boot = 0; boot < BOOTS; boot++) {
                long sandbox = new HostBoot(session, boot, new Stop()).run();
                SandboxEnd.run(strategy, path, sandbox, 0, new Stop());
            }
        }
        all.set(0, BOOTS);
    }

    private BootsChecker.Findings after(String... damage) throws SQLException {
        try (PlainFile file = PlainFile.open(path)) {
            for (String statement : damage) {
                file.execute(statement);
            }
        }
        return BootsChecker.check(path, BOOTS, all);
    }

    private static List<String> failed(BootsChecker.Findings found) {
        return found.checks().stream()
                .filter(check -> !check.held())
                .map(Check::name)
                .toList();
    }

    @Test
    void bootsThatWentWell() throws SQLException {
        BootsChecker.Findings found = after();

        assertThat(found.whole()).isEqualTo(3);
        assertThat(found.doubled()).isZero();
        assertThat(failed(found)).isEmpty();
    }

    @Test
    void aBootThatWasNotAcknowledgedMayBeIncomplete() throws SQLException {
        all.clear(1);

        BootsChecker.Findings found = after(
                "update sandbox set status = 'starting' where id = " + SECOND,
                "update run set status = 'running' where sandbox_id = " + SECOND,
                "delete from metric_sample where position >= 4 and run_id = " + SECOND_RUN);

        assertThat(found.whole()).isEqualTo(2);
        assertThat(failed(found)).isEmpty();
    }

    @Test
    void anAcknowledgedBootWithoutItsSandbox() throws SQLException {
        BootsChecker.Findings found = after("pragma foreign_keys = on", "delete from sandbox where id = " + SECOND);

        assertThat(found.whole()).isEqualTo(2);
        assertThat(failed(found)).containsExactly("every acknowledged boot has all its rows");
        assertThat(found.checks().get(0).detail()).contains("1 of them", "sandbox-00001");
    }

    @Test
    void anAcknowledgedBootWithoutItsLastUpdate() throws SQLException {
        BootsChecker.Findings found = after("update sandbox set status = 'starting' where id = " + SECOND);

        assertThat(found.whole()).isEqualTo(2);
        assertThat(failed(found)).containsExactly("every acknowledged boot has all its rows");
    }

    @Test
    void aRunThatIsThereTwice() throws SQLException {
        BootsChecker.Findings found = after("insert into run (sandbox_id, pid, status, started_at)"
                + " select sandbox_id, pid, status, started_at from run where id = " + SECOND_RUN);

        assertThat(found.doubled()).isEqualTo(1);
        assertThat(failed(found)).containsExactly("no row is there twice");
    }

    @Test
    void aSampleThatIsThereTwice() throws SQLException {
        BootsChecker.Findings found = after("insert into metric_sample (run_id, position, sampled_at, cpu_percent,"
                + " memory_bytes, disk_read_bytes, disk_write_bytes, net_received_bytes, net_sent_bytes)"
                + " select run_id, position, sampled_at, cpu_percent, memory_bytes, disk_read_bytes, disk_write_bytes,"
                + " net_received_bytes, net_sent_bytes from metric_sample where position = 3 and run_id = "
                + SECOND_RUN);

        assertThat(found.doubled()).isEqualTo(1);
        assertThat(failed(found)).containsExactly("no row is there twice");
    }

    @Test
    void aSandboxWithHalfOfItsLabels() throws SQLException {
        all.clear(1);

        BootsChecker.Findings found =
                after("delete from sandbox_label where label_key < 'p' and sandbox_id = " + SECOND);

        assertThat(failed(found)).containsExactly("no transaction is half there");
    }

    @Test
    void aPinThatDeletedAndDidNotInsert() throws SQLException {
        all.clear(1);

        BootsChecker.Findings found = after("delete from sandbox_rootfs where sandbox_id = " + SECOND);

        assertThat(failed(found))
                .containsExactly("no transaction is half there", "nothing acknowledged on the way is missing");
    }

    @Test
    void aSampleThatVanishedFromAFailedBoot() throws SQLException {
        all.clear(1);

        BootsChecker.Findings found = after(
                "update sandbox set status = 'starting' where id = " + SECOND,
                "update run set status = 'running' where sandbox_id = " + SECOND,
                "delete from metric_sample where position = 4 and run_id = " + SECOND_RUN);

        assertThat(failed(found)).containsExactly("nothing acknowledged on the way is missing");
    }

    @Test
    void aRowWithoutItsParent() throws SQLException {
        BootsChecker.Findings found = after(
                "pragma foreign_keys = off",
                "insert into run (sandbox_id, pid, status, started_at) values (4711, 1, 'running', '')");

        assertThat(failed(found)).containsExactly("the file is whole");
    }
}
