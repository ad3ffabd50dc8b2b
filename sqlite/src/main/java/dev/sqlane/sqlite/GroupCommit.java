package dev.sqlane.sqlite;

/**
 * Which writes may share a transaction with those that are waiting when they end. Sharing one COMMIT is what makes many
 * small writes fast; each is still all or nothing by itself, and its caller hears of it only after that COMMIT.
 *
 * @since 0.1.0
 */
public enum GroupCommit {
    /** None: every unit has a transaction to itself. */
    OFF,
    /** {@code write}, {@code run}, {@code transaction} and {@code writeAsync}, whose units the engine can run again. */
    UNITS,
    /**
     * Transactions of plain JDBC as well: those in manual mode of {@code dataSource()} and of {@code writePool()}. For programs whose
     * transactions are short, and that run one again which fails with SQLState 40001. What it changes for them:
     *
     * <ul>
     *   <li>{@code commit()} returns once all are committed that joined; whoever thinks for long between two statements lets the others wait
     *       for their outcome. The bounds {@code maxGroupTime} and {@code maxGroupSize} are looked at between transactions.
     *   <li>The engine can't run such a transaction again. Where one of the others undoes them all, by {@code OR ROLLBACK} or a full disk for
     *       example, its {@code commit()} fails with SQLState 40001, and nothing of it is left.
     *   <li>It may see rows of a transaction before it in the same group, which is undone with it or not at all.
     *   <li>A {@code commit()} that fails leaves no transaction open, but for one that had made temporary objects or changed a setting.
     *   <li>Connections of {@code writePool()} take the write connection with their first statement, not with {@code getConnection}, and give
     *       it back with each COMMIT.
     *   <li>Temporary objects and assigning pragmas need a transaction of their own: one that begins with them, or auto-commit.
     * </ul>
     */
    ALL
}
