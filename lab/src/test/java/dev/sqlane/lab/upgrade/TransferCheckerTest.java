package dev.sqlane.lab.upgrade;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sqlane.lab.Check;
import dev.sqlane.lab.UpgradeSettings.Think;
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

/** The checker must be able to fail: each kind of damage is done by hand to transfers that went well. */
final class TransferCheckerTest {
    private static final int TRANSFERS = 20;

    @TempDir
    private Path folder;

    private Path path;
    private final BitSet all = new BitSet();

    @BeforeEach
    void transferSome() throws SQLException {
        path = folder.resolve("lab.db");
        Bank.create(path);
        try (Session session = new Strategies(SqliteConfiguration.defaults())
                .named("hikari-split")
                .open(path)) {
            Bank bank = new Bank(session, Think.SLEEP);
            for (int number = 0; number < TRANSFERS; number++) {
                bank.transfer(Transfer.numbered(number));
            }
        }
        all.set(0, TRANSFERS);
    }

    private TransferChecker.Findings after(String... damage) throws SQLException {
        try (PlainFile file = PlainFile.open(path)) {
            for (String statement : damage) {
                file.execute(statement);
            }
        }
        return TransferChecker.check(path, all);
    }

    private static List<String> failed(TransferChecker.Findings found) {
        return found.checks().stream()
                .filter(check -> !check.held())
                .map(Check::name)
                .toList();
    }

    @Test
    void transfersThatWentWell() throws SQLException {
        TransferChecker.Findings found = after();

        assertThat(found.lost()).isZero();
        assertThat(found.doubled()).isZero();
        assertThat(failed(found)).isEmpty();
    }

    @Test
    void aBalanceThatWasTamperedWith() throws SQLException {
        assertThat(failed(after("update account set balance = balance + 1 where id = 3")))
                .containsExactly("the sum of all balances is what it was", "each balance is what the ledger says");
    }

    @Test
    void moneyThatWentToTheWrongAccount() throws SQLException {
        assertThat(failed(after(
                        "update account set balance = balance + 1 where id = 3",
                        "update account set balance = balance - 1 where id = 4")))
                .containsExactly("each balance is what the ledger says");
    }

    @Test
    void aTransferThatVanished() throws SQLException {
        Transfer transfer = Transfer.numbered(7);
        TransferChecker.Findings found = after(
                "delete from ledger where transfer = 7",
                "update account set balance = balance + " + transfer.amount() + " where id = " + transfer.source(),
                "update account set balance = balance - " + transfer.amount() + " where id = " + transfer.target());

        assertThat(found.lost()).isEqualTo(1);
        assertThat(failed(found)).containsExactly("every acknowledged transfer is in the ledger");
    }

    @Test
    void aTransferThatWasDoneTwice() throws SQLException {
        try (Session session = new Strategies(SqliteConfiguration.defaults())
                .named("hikari-split")
                .open(path)) {
            new Bank(session, Think.SLEEP).transfer(Transfer.numbered(7));
        }

        TransferChecker.Findings found = after();

        assertThat(found.doubled()).isEqualTo(1);
        assertThat(failed(found)).containsExactly("no transfer is there twice");
    }

    @Test
    void aTransferThatFailedAndWasCommitted() throws SQLException {
        all.clear(7);

        assertThat(failed(after())).containsExactly("no transfer that failed is in the ledger");
    }

    @Test
    void transfersAreTheSameEachTime() {
        assertThat(Transfer.numbered(4711)).isEqualTo(Transfer.numbered(4711));
        for (int number = 0; number < 1_000; number++) {
            Transfer transfer = Transfer.numbered(number);
            assertThat(transfer.source()).isNotEqualTo(transfer.target()).isBetween(0, Transfer.ACCOUNTS - 1);
            assertThat(transfer.target()).isBetween(0, Transfer.ACCOUNTS - 1);
            assertThat(transfer.amount()).isBetween(1, 100);
            assertThat(transfer.thinkNanos()).isBetween(0L, 2_000_000L);
        }
    }
}
