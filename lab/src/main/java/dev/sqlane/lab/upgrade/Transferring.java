package dev.sqlane.lab.upgrade;

import dev.sqlane.lab.scenario.FailureTally;
import dev.sqlane.lab.scenario.TimedThreads;
import dev.sqlane.lab.scenario.UntilDone;
import java.util.BitSet;
import java.util.concurrent.atomic.AtomicLong;

/** What one thread does: a transfer until it has succeeded, then the next. */
final class Transferring implements TimedThreads.Work {
    private final Bank bank;
    private final AtomicLong nextTransfer;
    private final BitSet acknowledged;
    private final FailureTally failures;

    /**
     * Makes the work of one thread.
     *
     * @param acknowledged takes the numbers of the transfers that this thread was told are done
     */
    Transferring(Bank bank, AtomicLong nextTransfer, BitSet acknowledged, FailureTally failures) {
        this.bank = bank;
        this.nextTransfer = nextTransfer;
        this.acknowledged = acknowledged;
        this.failures = failures;
    }

    @Override
    public boolean once(TimedThreads.Window window) {
        Transfer transfer = Transfer.numbered(nextTransfer.getAndIncrement());
        boolean done = UntilDone.run(() -> bank.transfer(transfer), window, failures);
        if (done) {
            acknowledged.set(Math.toIntExact(transfer.number()));
        }
        return done;
    }
}
