package dev.sqlane.examples.bank;

import java.util.List;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** The bank over HTTP. */
@RestController
class BankController {
    private final Bank bank;

    BankController(Bank bank) {
        this.bank = bank;
    }

    @GetMapping("/accounts/{id}")
    ResponseEntity<Account> account(@PathVariable long id) {
        return ResponseEntity.of(bank.find(id));
    }

    @GetMapping("/accounts")
    List<Account> accounts(@RequestParam(defaultValue = "10") int limit) {
        return bank.richest(limit);
    }

    @GetMapping("/total")
    long total() {
        return bank.total();
    }

    @PostMapping("/accounts")
    @ResponseStatus(HttpStatus.CREATED)
    Account open(@RequestParam String owner, @RequestParam long balance) {
        return bank.open(owner, balance);
    }

    @PostMapping("/transfers")
    ResponseEntity<Void> transfer(@RequestParam long source, @RequestParam long target, @RequestParam long amount) {
        return bank.transfer(source, target, amount)
                ? ResponseEntity.ok().build()
                : ResponseEntity.status(HttpStatus.CONFLICT).build();
    }

    @ExceptionHandler
    @ResponseStatus(HttpStatus.CONFLICT)
    void ownerHasAnAccount(DuplicateKeyException e) {}
}
