package dev.sqlane.lab.upgrade;

import dev.sqlane.lab.UpgradeSettings.Think;
import dev.sqlane.lab.scenario.PlainFile;
import dev.sqlane.lab.strategy.Session;
import dev.sqlane.lab.strategy.Statements;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * The accounts, and how money goes from one to another: read both balances, think, write both as computed from what was
 * read, and note the transfer in the ledger. Since the balances are written as absolute values, a transaction that overwrote
 * another one's would show.
 */
final class Bank {
    private static final List<String> SCHEMA = List.of(
            "create table account (id integer primary key, balance integer not null)",
            """
            create table ledger (
                id integer primary key autoincrement,
                transfer integer not null,
                source integer not null references account (id),
                target integer not null references account (id),
                amount integer not null)""",
            "create index ledger_transfer on ledger (transfer)");

    private final Session session;
    private final Think think;

    Bank(Session session, Think think) {
        this.session = session;
        this.think = think;
    }

    static void create(Path path) throws SQLException {
        try (PlainFile file = PlainFile.create(path, SCHEMA)) {
            for (int account = 0; account < Transfer.ACCOUNTS; account++) {
                file.execute("insert into account values (" + account + ", " + Transfer.INITIAL_BALANCE + ")");
            }
        }
    }

    /** Makes one attempt at a transfer. */
    void transfer(Transfer transfer) throws SQLException {
        session.transaction("transfer", statements -> inTransaction(statements, transfer));
    }

    private long inTransaction(Statements statements, Transfer transfer) throws SQLException {
        long sourceBalance = balance(statements, transfer.source());
        long targetBalance = balance(statements, transfer.target());
        think(transfer.thinkNanos());
        String update = "update account set balance = ? where id = ?";
        statements.update(update, sourceBalance - transfer.amount(), transfer.source());
        statements.update(update, targetBalance + transfer.amount(), transfer.target());
        return statements.update(
                "insert into ledger (transfer, source, target, amount) values (?, ?, ?, ?)",
                transfer.number(),
                transfer.source(),
                transfer.target(),
                transfer.amount());
    }

    private static long balance(Statements statements, int account) throws SQLException {
        return statements
                .queryOne("select balance from account where id = ?", row -> row.number(1), account)
                .orElseThrow();
    }

    private void think(long nanos) {
        long end = System.nanoTime() + nanos;
        for (long left = nanos; left > 0; left = end - System.nanoTime()) {
            if (think == Think.SLEEP) {
                LockSupport.parkNanos(left);
            } else {
                Thread.onSpinWait();
            }
        }
    }
}
