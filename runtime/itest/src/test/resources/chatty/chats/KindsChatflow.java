import java.nio.file.Files;
import java.time.Instant;
import java.util.*;
import org.carrack.chat.*;
import org.osgi.service.component.annotations.*;

/** Asks for one of each kind, and shows what it was told. */
@Component(scope = ServiceScope.PROTOTYPE)
public class KindsChatflow implements Chatflow {
    List<String> told = new ArrayList<>();

    @Override
    public String title() {
        return "One of each";
    }

    @ChatStep(title = "Words", order = 1)
    void words(Dialogue chat) {
        told.add(chat.ask(Question.string("A name?").required().identifier().notExisting("the server", List.of("mail"))));
        told.add("secret of " + chat.ask(Question.secret("A secret?").minLength(4)).length());
        told.add(chat.ask(Question.text("A *story*?").markdown().maxLength(20)));
    }

    @ChatStep(title = "Numbers", order = 2)
    void numbers(Dialogue chat) {
        told.add("" + chat.ask(Question.integer("How many?").min(1).max(9)));
        told.add("" + chat.ask(Question.number("How much?")));
    }

    @ChatStep(title = "Choices", order = 3)
    void choices(Dialogue chat) {
        List<String> colours = List.of("red", "green", "blue");
        told.add(chat.ask(Question.choice("One?", colours)));
        told.add(chat.ask(Question.dropDown("One of the list?", colours)));
        told.add(chat.ask(Question.dropDown("One as you type?", colours).completed()));
        told.add("" + chat.ask(Question.choices("Some?", colours).minOptions(1).maxOptions(2)));
        told.add("" + chat.ask(Question.listChoices("Some of the list?", colours)));
    }

    @ChatStep(title = "Times and places", order = 4)
    void times(Dialogue chat) {
        told.add("" + chat.ask(Question.dateTime("When?").future()).isAfter(Instant.EPOCH));
        told.add("" + chat.ask(Question.duration("How long?")));
        told.add("" + chat.ask(Question.location("Where?")));
        told.add("" + chat.ask(Question.values("Which?")));
    }

    @ChatStep(title = "Files", order = 5)
    void files(Dialogue chat) throws Exception {
        Upload upload = chat.ask(Question.upload("A file?").maxSize(100).allowedTypes("txt"));
        told.add(upload.fileName() + " says " + Files.readString(chat.file(upload)));
        chat.download("Here it is.", "answer.txt", "42");
    }

    @ChatStep(title = "A form", order = 6)
    void form(Dialogue chat) {
        Form form = new Form("Where do you live?");
        TextQuestion street = form.add(Question.string("Street").required());
        IntegerQuestion number = form.add(Question.integer("Number").min(1));
        ChoiceQuestion kind = form.add(Question.choice("Kind", List.of("house", "flat")));
        Answers answers = chat.ask(form);
        told.add(answers.get(street) + " " + answers.get(number) + " " + answers.get(kind));
        chat.confirm("Is that right?", Map.of("street", answers.get(street)));
    }

    @ChatStep(title = "Pictures", order = 7)
    void pictures(Dialogue chat) {
        chat.qrCode("Scan **this**", "https://example.org/");
        told.add("captcha " + chat.captcha("Which digits do you see?"));
    }

    @ChatStep(title = "The end", order = 8, isFinal = true)
    void end(Dialogue chat) {
        chat.update("Working on *it*");
        chat.progress("Half of it", 50);
        chat.error("Nothing is wrong, this is what it looks like.");
        chat.show("| what |\n|---|\n" + String.join("\n", told.stream().map(one -> "| " + one + " |").toList())
                + "\n\n<script>alert(1)</script> [bad](javascript:alert(1))");
    }
}
