package dev.sqlane.examples.bank;

import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.sum;
import static org.jooq.impl.DSL.table;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Table;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Reads run on the read pool, beside the one write. */
@Service
public class Bank {
    private static final Table<Record> ACCOUNT = table("account");
    private static final Field<Long> ID = field("id", Long.class);
    private static final Field<String> OWNER = field("owner", String.class);
    private static final Field<Long> BALANCE = field("balance", Long.class);

    private static final Table<Record> TRANSFER = table("transfer");
    private static final Field<Long> SOURCE = field("source", Long.class);
    private static final Field<Long> TARGET = field("target", Long.class);
    private static final Field<Long> AMOUNT = field("amount", Long.class);

    private final DSLContext sql;

    Bank(DSLContext sql) {
        this.sql = sql;
    }

    @Transactional(readOnly = true)
    Optional<Account> find(long id) {
        return sql.select(ID, OWNER, BALANCE).from(ACCOUNT).where(ID.eq(id)).fetchOptionalInto(Account.class);
    }

    @Transactional(readOnly = true)
    List<Account> richest(int limit) {
        return sql.select(ID, OWNER, BALANCE)
                .from(ACCOUNT)
                .orderBy(BALANCE.desc(), ID)
                .limit(limit)
                .fetchInto(Account.class);
    }

    @Transactional(readOnly = true)
    long total() {
        return sql.select(sum(BALANCE))
                .from(ACCOUNT)
                .fetchOptional(0, BigDecimal.class)
                .map(BigDecimal::longValueExact)
                .orElse(0L);
    }

    /** Throws a {@code DuplicateKeyException} if the owner has an account. */
    @Transactional
    Account open(String owner, long balance) {
        return sql.insertInto(ACCOUNT, OWNER, BALANCE)
                .values(owner, balance)
                .returning(ID, OWNER, BALANCE)
                .fetchSingleInto(Account.class);
    }

    /**
     * Reads, decides and writes in one transaction; nobody else writes meanwhile.
     *
     * @return false if the source has not that much
     */
    @Transactional
    boolean transfer(long source, long target, long amount) {
        long balance = sql.select(BALANCE)
                .from(ACCOUNT)
                .where(ID.eq(source))
                .fetchOptional(BALANCE)
                .orElse(0L);
        if (balance < amount) {
            return false;
        }
        sql.update(ACCOUNT)
                .set(BALANCE, BALANCE.minus(amount))
                .where(ID.eq(source))
                .execute();
        sql.update(ACCOUNT)
                .set(BALANCE, BALANCE.plus(amount))
                .where(ID.eq(target))
                .execute();
        sql.insertInto(TRANSFER, SOURCE, TARGET, AMOUNT)
                .values(source, target, amount)
                .execute();
        return true;
    }
}
