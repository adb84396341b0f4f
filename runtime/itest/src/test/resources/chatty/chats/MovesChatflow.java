import java.util.List;
import org.carrack.chat.*;
import org.osgi.service.component.annotations.*;

/** Goes wherever it is told to. */
@Component(scope = ServiceScope.PROTOTYPE)
public class MovesChatflow implements Chatflow {

    @ChatStep(title = "Where to", order = 1)
    void choose(Dialogue chat) {
        switch (chat.ask(Question.choice("What now?", List.of("stop", "throw", "redirect", "end", "restart", "parameters", "who")))) {
            case "stop" -> chat.stop("We are closed.");
            case "throw" -> throw new IllegalStateException("the password is hush");
            case "redirect" -> chat.redirect("/chatty/pages/");
            case "end" -> chat.end();
            case "restart" -> chat.restart();
            case "parameters" -> chat.show("parameters " + chat.parameters() + " in " + chat.language());
            default -> chat.show("you are " + chat.user().name());
        }
    }

    @ChatStep(order = 2, canGoBack = false)
    void last(Dialogue chat) {
        chat.show("the last step");
    }
}
