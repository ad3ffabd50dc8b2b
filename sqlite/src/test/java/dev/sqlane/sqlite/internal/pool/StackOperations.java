package dev.sqlane.sqlite.internal.pool;

import dev.sqlane.DeadlineException;
import dev.sqlane.WaitInterruptedException;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Validate;

/**
 * What the model checker may do to a stack. Every operation borrows, waiting for it really, and ends with nothing in its hands; so
 * an operation that never ends is a lost wake-up, and whatever is missing at the end was lost on the way.
 */
@SuppressWarnings("Finally") // a lost interrupt matters more than what was thrown
public abstract class StackOperations {
    /** Something that two borrowers must never have at once. Its flag is plain: only its borrower touches it. */
    static final class Item {
        private boolean lent;

        void lend() {
            if (lent) {
                throw new IllegalStateException("lent twice");
            }
            lent = true;
        }

        void end() {
            lent = false;
        }
    }

    /** How often the clock is read until one who parked once gives up: for the deadline and after the first look. */
    private static final int READINGS = 2;

    private final int maximum;
    private final ModelTime time;
    private final Lender<Item> lender;

    /** What the constructor borrowed, for one thread of the program to give back. */
    private final Deque<Item> held = new ArrayDeque<>();

    /** @param held how many of the items are lent when the program begins; the others are idle */
    StackOperations(int maximum, int held, ModelTime time, BiFunction<TimeSource, Supplier<Item>, Lender<Item>> maker) {
        this.maximum = maximum;
        this.time = time;
        this.lender = maker.apply(time, Item::new);
        try {
            while (this.held.size() < maximum) {
                this.held.add(borrow(time.patient()));
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        while (this.held.size() > held) {
            returnHeld();
        }
    }

    private Item borrow(Deadline deadline) throws SQLException {
        Item item = lender.borrow(deadline);
        item.lend();
        return item;
    }

    private void giveBack(Item item) {
        item.end();
        lender.giveBack(item);
    }

    @Operation
    public final void returnHeld() {
        giveBack(held.remove());
    }

    @Operation
    public void discardHeld() {
        held.remove();
        lender.discarded();
    }

    @Operation
    public void use() throws SQLException {
        giveBack(borrow(time.patient()));
    }

    @Operation
    public void discard() throws SQLException {
        borrow(time.patient());
        lender.discarded();
    }

    @Operation
    public void giveUp() throws SQLException {
        try {
            giveBack(borrow(time.impatient(READINGS)));
        } catch (DeadlineException e) {
            // One of the two ways in which it may end.
        }
    }

    @Operation
    public void beInterrupted() throws SQLException {
        Thread.currentThread().interrupt();
        try {
            giveBack(borrow(time.patient()));
        } catch (WaitInterruptedException e) {
            // One of the two ways in which it may end.
        } finally {
            if (!Thread.interrupted()) {
                throw new IllegalStateException("the interrupt is lost");
            }
        }
    }

    /** Takes a second one where it can, which makes room for nodes to come round again. */
    @Operation
    public void useTwo() throws SQLException {
        Item first = borrow(time.patient());
        Item second = null;
        try {
            second = borrow(time.passed());
        } catch (DeadlineException e) {
            // Then one.
        }
        giveBack(first);
        if (second != null) {
            giveBack(second);
        }
    }

    @Validate
    public void nothingIsMissing() {
        if (lender.waiting() != 0 || lender.open() > maximum || lender.idle() != lender.open()) {
            throw new IllegalStateException(
                    "waiting " + lender.waiting() + ", open " + lender.open() + ", idle " + lender.idle());
        }
    }
}
