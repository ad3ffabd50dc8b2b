package dev.sqlane.lab.boots;

import dev.sqlane.lab.process.WorkerProcess;
import dev.sqlane.lab.strategy.Strategy;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A fixed number of processes, started once, among which sandboxes are dealt out in turn; each runs on a thread of its own. */
final class SharedProcesses implements Sandboxes {
    private final List<WorkerProcess> workers;

    private SharedProcesses(List<WorkerProcess> workers) {
        this.workers = List.copyOf(workers);
    }

    static SharedProcesses start(int processes, Path logs, Map<String, String> database)
            throws IOException, InterruptedException {
        List<WorkerProcess> workers = new ArrayList<>();
        try {
            for (int process = 0; process < processes; process++) {
                workers.add(WorkerProcess.start(logs.resolve("worker-" + process + ".log")));
            }
            for (WorkerProcess worker : workers) {
                worker.configure(database);
            }
            return new SharedProcesses(workers);
        } catch (IOException | InterruptedException | RuntimeException failure) {
            workers.forEach(WorkerProcess::close);
            throw failure;
        }
    }

    @Override
    public void run(Strategy strategy, Path file, int boot, long sandbox, long gapMillis)
            throws SandboxFailedException, IOException, InterruptedException {
        SandboxRequest.run(workers.get(boot % workers.size()), strategy, file, sandbox, gapMillis);
    }

    @Override
    public void warm() {
        // The processes that were warmed up are those that are measured.
    }

    @Override
    public void stop() {
        workers.forEach(SandboxRequest::stop);
    }

    @Override
    public void close() {
        workers.forEach(WorkerProcess::close);
    }
}
